import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import { giveUpMark, type KeyRing } from './credentials.ts'
import { isDatabaseFault } from '@pressrun/db'

type MissingKey = { readonly keyId: string; readonly accounts: number }

const askAgainMs = 2_000

/**
 * Returns which keys seal credentials and are not in the ring, and what to do; undefined when there are none. Retries
 * while the database is away.
 */
export async function missingSecretKeys(
  pool: pg.Pool,
  keys: KeyRing,
  signal: AbortSignal,
): Promise<string | undefined> {
  while (!signal.aborted) {
    const missing = await findMissingKeys(pool, keys).catch(whileAway)
    if (missing) return missing.length === 0 ? undefined : describeMissing(missing)
    await pause(askAgainMs, undefined, { signal }).catch(() => undefined)
  }
  return undefined
}

function whileAway(cause: unknown): undefined {
  if (!isDatabaseFault(cause)) throw cause
}

async function findMissingKeys(pool: pg.Pool, { byId }: KeyRing): Promise<MissingKey[]> {
  const { rows } = await pool.query<{ id: string }>(sealingKeys)
  const missing = rows.filter(({ id }) => !byId.has(id) && !id.startsWith(giveUpMark))
  if (missing.length === 0) return []
  const counted = await pool.query<MissingKey>(
    `select key_id as "keyId", count(*) as accounts from account_credentials
      where key_id = any($1) group by key_id order by key_id`,
    [missing.map(({ id }) => id)],
  )
  return counted.rows
}

/** A step of the index for each key, however many accounts there are. */
const sealingKeys = `
with recursive sealing as (
  (select key_id as id from account_credentials order by key_id limit 1)
  union all
  select (select key_id from account_credentials where key_id > sealing.id order by key_id limit 1)
  from sealing where sealing.id is not null
)
select id from sealing where id is not null`

function describeMissing(missing: readonly MissingKey[]): string {
  const keys = missing.map(({ keyId, accounts }) => `${keyId} (${accounts} accounts)`).join(', ')
  const [first] = missing
  return (
    `PRESSRUN_SECRET_KEY, or the file secret-key in the data directory, lacks keys that seal credentials: ${keys}. ` +
    'Put them behind the new one ("new,old"); those that Pressrun replaced are kept in secret-key-retired-<id>. ' +
    `Is one lost for good, give it up: pressrun rotate-key --give-up ${first?.keyId}`
  )
}

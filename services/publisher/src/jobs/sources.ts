import { batching, query, readStreams, type LogGuard } from '@pressrun/db'
import { giveUpMark, unseal, type KeyRing } from '@pressrun/vault'
import { contentSchema, type Content, type Overrides } from '@pressrun/content'
import { ownProblem, type TaskId, type Verification } from '@pressrun/events'
import type pg from 'pg'
import type { AccountFacts, AccountHistory } from './account-as-of.ts'
import { memoize } from './memoize.ts'

/** An account as its connector needs it, and its history. */
export type PublishingAccount = AccountFacts & {
  readonly credentials: unknown
  readonly verified: Verification | null
  readonly history: AccountHistory
}

/**
 * Waiting does not help: the account needs new credentials, or this publisher the key they were sealed with. The
 * message is fit for people to read.
 */
export class CredentialsSealed extends Error {
  override readonly name: string = 'CredentialsSealed'
  constructor(cause: unknown) {
    super('The credentials of this account cannot be opened with the keys this publisher has.', {
      cause,
    })
  }
}

/**
 * This publisher was started before the key came that seals them: another one may have it, and this one has it once
 * it is started again. A process that starts without a key refuses to.
 */
export class KeyNotHere extends CredentialsSealed {
  override readonly name = 'KeyNotHere'
}

/** Not the account's fault: the job is retried until a publisher with the key gets it. */
export const keyNotHere = {
  outcome: 'not-sent',
  code: ownProblem.keyNotHere,
  message:
    'This publisher was started without the key that seals the credentials: start it again with it.',
} as const

const snapshotsMax = 64
const accountsMax = 5_000

export type SnapshotSource = (sha256: string, given: unknown) => Promise<Content>

/**
 * Content by its hash: immutable, so it is read and validated once; content given with the task only saves the reading.
 */
export function snapshotSource(pool: pg.Pool): SnapshotSource {
  return memoize(async (sha256, given) => {
    if (given !== null) return contentSchema.parse(given)
    const rows = await query<{ content: unknown }>(
      pool,
      'select content from snapshots where sha256 = $1',
      [sha256],
    )
    return contentSchema.parse(rows[0]?.content)
  }, snapshotsMax)
}

/** The overrides of a task, which may be large: they are read when the job has its permit, and not cached. */
export const overridesSource =
  (pool: pg.Pool) =>
  async (taskId: TaskId): Promise<Overrides> => {
    const rows = await query<{ overrides: Overrides }>(
      pool,
      'select overrides from tasks where id = $1',
      [taskId],
    )
    const [row] = rows
    if (!row) throw new Error(`task ${taskId} is not in the database`)
    return row.overrides
  }

export type AccountSource = (accountId: string, version: number) => Promise<PublishingAccount>

/**
 * Accounts with their credentials opened, by id and version: every change of an account, its credentials included,
 * raises its version, so the cache is never stale. It does not count for another database than the one checked last.
 * Concurrent reads, as for the jobs of a message, share a query.
 */
export function accountSource(
  pool: pg.Pool,
  keys: KeyRing,
  { checked }: Pick<LogGuard, 'checked'>,
): AccountSource {
  const read = batching((ids: readonly string[]) => readAccounts(pool, ids), { itemsMax: 256 })
  const load = memoize(async (idAndVersion: string) => {
    const [accountId = ''] = idAndVersion.split(' ')
    const { row, history } = await read(accountId)
    return { ...opened(accountId, row, keys), history }
  }, accountsMax)
  return (accountId, version) => load(`${accountId} ${version} ${checked()}`)
}

async function readAccounts(pool: pg.Pool, ids: readonly string[]) {
  const [rows, histories] = await Promise.all([
    query<AccountRow>(
      pool,
      `select id, name, settings, verified, sealed, key_id as "keyId"
        from accounts left join account_credentials on account_id = id where id = any($1::text[])`,
      [ids],
    ),
    readStreams(pool, ids, ['AccountConnected', 'AccountChanged']),
  ])
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.map((id) => ({ row: byId.get(id), history: histories.get(id) ?? [] }))
}

/** The platform and the present version of an account. */
export const accountFinder = (pool: pg.Pool) => async (accountId: string) => {
  const rows = await query<{ platform: string; version: number }>(
    pool,
    `select platform, version from accounts where id = $1 and status <> 'removed'`,
    [accountId],
  )
  return rows[0]
}

type AccountRow = {
  readonly id: string
  readonly name: string
  readonly settings: unknown
  readonly verified: Verification | null
  readonly sealed: Buffer | null
  readonly keyId: string | null
}

function opened(accountId: string, row: AccountRow | undefined, keys: KeyRing) {
  if (!row) throw new Error(`account ${accountId} is not in the database`)
  const { name, settings, verified, sealed, keyId } = row
  if (!sealed || !keyId) return { name, settings, verified, credentials: {} }
  try {
    return { name, settings, verified, credentials: unseal({ sealed, keyId }, accountId, keys) }
  } catch (cause) {
    const isElsewhere = !keys.byId.has(keyId) && !keyId.startsWith(giveUpMark)
    throw isElsewhere ? new KeyNotHere(cause) : new CredentialsSealed(cause)
  }
}

import type pg from 'pg'
import { giveUpMark, seal, unseal, type KeyRing, type Sealed } from './credentials.ts'
import { transact } from '@pressrun/db'

export type Resealed = {
  readonly resealed: number
  /** Accounts that still have another key: none in the ring opens theirs, or they are locked. */
  readonly left: readonly { readonly accountId: string; readonly keyId: string }[]
}

export type ResealOptions = {
  /** Checked between two chunks. */
  readonly signal?: AbortSignal
  /** Called after each chunk with how many it resealed. */
  readonly onChunk?: (resealed: number) => void
}

const chunkMax = 200

/**
 * Seals every account's credentials with the ring's first key. Their content stays, so no account gets a new version.
 * Each chunk is a transaction of its own: stopped at any point it has lost nothing, and the next call goes on with
 * what is left.
 */
export async function resealCredentials(
  pool: pg.Pool,
  keys: KeyRing,
  options: ResealOptions = {},
): Promise<Resealed> {
  let resealed = 0
  for (;;) {
    const inPass = await pass(pool, keys, options)
    resealed += inPass
    // One more pass for the accounts that were locked.
    if (inPass === 0) return { resealed, left: await leftOver(pool, keys) }
  }
}

async function pass(pool: pg.Pool, keys: KeyRing, options: ResealOptions): Promise<number> {
  let resealed = 0
  for (let after: string | undefined = ''; after !== undefined;) {
    options.signal?.throwIfAborted()
    const from: string = after
    const chunk = await transact(pool, (client) => resealChunk(client, keys, from))
    options.onChunk?.(chunk.resealed)
    resealed += chunk.resealed
    after = chunk.last
  }
  return resealed
}

type Row = Sealed & { readonly accountId: string }

/** Skips locked rows: waiting for them while holding others could deadlock. */
async function resealChunk(client: pg.PoolClient, { current, byId }: KeyRing, after: string) {
  // Once the old key is gone, a commit lost in a crash of the server could not be repaired.
  await client.query('set local synchronous_commit = on')
  const { rows } = await client.query<Row>(
    `select account_id as "accountId", sealed, key_id as "keyId" from account_credentials
      where key_id <> $1 and key_id not like '${giveUpMark}%' and account_id > $2
      order by account_id limit ${chunkMax} for update skip locked`,
    [current.id, after],
  )
  const opened = rows.flatMap((row) => openedBy({ current, byId }, row))
  const sealed = opened.map(({ accountId, value }) => seal(value, accountId, current).sealed)
  await client.query(
    `update account_credentials set sealed = given.sealed, key_id = $1
      from unnest($2::text[], $3::bytea[]) as given (id, sealed) where account_id = given.id`,
    [current.id, opened.map(({ accountId }) => accountId), sealed],
  )
  return { resealed: opened.length, last: rows.at(-1)?.accountId }
}

/** Nothing for credentials that do not open: the others need not wait for them. */
function openedBy(keys: KeyRing, { accountId, ...sealed }: Row) {
  try {
    return [{ accountId, value: unseal(sealed, accountId, keys) }]
  } catch {
    return []
  }
}

async function leftOver(pool: pg.Pool, { current }: KeyRing): Promise<Resealed['left']> {
  const { rows } = await pool.query<Resealed['left'][number]>(
    `select account_id as "accountId", key_id as "keyId" from account_credentials
      where key_id <> $1 and key_id not like '${giveUpMark}%' order by account_id`,
    [current.id],
  )
  return rows
}

/**
 * Gives up a lost key: it is not asked for again, and accounts whose credentials it sealed are held until they get new
 * ones. Returns how many those are.
 */
export async function giveUpKey(pool: pg.Pool, keyId: string): Promise<number> {
  const { rowCount } = await pool.query(
    'update account_credentials set key_id = $2 where key_id = $1',
    [keyId, `${giveUpMark}${keyId}`],
  )
  return rowCount ?? 0
}

import { execute, query, type Database } from '@pressrun/db'
import type { Asked } from './together.ts'

export type IdempotencyKey = { readonly apiKeyId: string; readonly key: string }

export type StoredResponse = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export type Claim =
  /** This caller makes the response. `createdAt` is when the key was first used, by any caller. */
  | { readonly kind: 'claimed'; readonly createdAt: string }
  | { readonly kind: 'answered'; readonly answer: StoredResponse }
  | { readonly kind: 'in-use' }
  | { readonly kind: 'other-request' }

/** How long a response is stored. */
const keyAgeMaxHours = 24

/** A claim older than this may be taken over: its process died, or hangs. */
const claimLeaseSeconds = 60

const expired = `idempotency_keys.created_at < now() - interval '${keyAgeMaxHours} hours'`

/**
 * Claims the key before any work is done. A key that was given back or whose claimant has gone is taken over, if the
 * request is the same; one that is older than a day counts as new.
 */
export async function claimKey(
  { pool }: Asked,
  { apiKeyId, key }: IdempotencyKey,
  requestSha256: Buffer,
): Promise<Claim> {
  const rows = await query<Pick<Extract<Claim, { kind: 'claimed' }>, 'createdAt'>>(
    pool,
    `insert into idempotency_keys (api_key_id, key, request_sha256, created_at, claimed_at)
      values ($1, $2, $3, now(), now())
      on conflict (api_key_id, key) do update set
        request_sha256 = excluded.request_sha256, status = null, headers = null, body = null,
        claimed_at = now(),
        created_at = case when ${expired} then now() else idempotency_keys.created_at end
      where ${expired} or (idempotency_keys.status is null
        and idempotency_keys.request_sha256 = excluded.request_sha256
        and (idempotency_keys.claimed_at is null
          or idempotency_keys.claimed_at < now() - interval '${claimLeaseSeconds} seconds'))
      returning created_at as "createdAt"`,
    [apiKeyId, key, requestSha256],
  )
  const [claimed] = rows
  if (claimed) return { kind: 'claimed', createdAt: claimed.createdAt }
  return explain({ pool }, { apiKeyId, key }, requestSha256)
}

async function explain(
  { pool }: Asked,
  { apiKeyId, key }: IdempotencyKey,
  requestSha256: Buffer,
): Promise<Claim> {
  const rows = await query<
    { same: boolean; status: number | null } & Pick<StoredResponse, 'headers' | 'body'>
  >(
    pool,
    `select request_sha256 = $3 as same, status, headers, body from idempotency_keys
      where api_key_id = $1 and key = $2`,
    [apiKeyId, key, requestSha256],
  )
  const [stored] = rows
  if (!stored) return { kind: 'in-use' }
  if (!stored.same) return { kind: 'other-request' }
  if (stored.status === null) return { kind: 'in-use' }
  return { kind: 'answered', answer: { ...stored, status: stored.status } }
}

export async function storeResponse(
  { pool }: Database,
  { apiKeyId, key }: IdempotencyKey,
  { status, headers, body }: StoredResponse,
): Promise<void> {
  await execute(
    pool,
    `update idempotency_keys set status = $3, headers = $4, body = $5
      where api_key_id = $1 and key = $2`,
    [apiKeyId, key, status, JSON.stringify(headers), body],
  )
}

/** Gives the key back without a response: the next request with it is served at once. */
export async function releaseKey(
  { pool }: Database,
  { apiKeyId, key }: IdempotencyKey,
): Promise<void> {
  await execute(
    pool,
    `update idempotency_keys set claimed_at = null
      where api_key_id = $1 and key = $2 and status is null`,
    [apiKeyId, key],
  )
}

/** Forgets keys that are older than a day. */
export async function purgeKeys({ pool }: Database): Promise<void> {
  await pool.query(`delete from idempotency_keys where ${expired}`)
}

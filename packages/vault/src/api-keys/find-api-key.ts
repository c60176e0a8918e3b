import type { ApiKeyId } from '@pressrun/events'
import { execute, query, type Database } from '@pressrun/db'
import { digestOf } from '../secret-text.ts'

export type ApiKey = { readonly id: ApiKeyId; readonly user: string; readonly role: string }

export type FoundKey = ApiKey & { readonly revoked: boolean; readonly lastUsedAt: string | null }

export async function findApiKey({ pool }: Database, key: string): Promise<FoundKey | undefined> {
  const rows = await query<FoundKey>(
    pool,
    `select id, user_name as user, role, revoked_at is not null as revoked,
      last_used_at as "lastUsedAt" from api_keys where sha256 = $1`,
    [digestOf(key)],
  )
  return rows[0]
}

/** Which of these keys were revoked. */
export async function findRevokedKeys(
  { pool }: Database,
  ids: readonly ApiKeyId[],
): Promise<ApiKeyId[]> {
  const rows = await query<{ id: ApiKeyId }>(
    pool,
    'select id from api_keys where id = any($1) and revoked_at is not null',
    [ids],
  )
  return rows.map(({ id }) => id)
}

/** Records that a key was used just now. */
export async function noteKeyUse({ pool }: Database, id: ApiKeyId): Promise<void> {
  await execute(pool, 'update api_keys set last_used_at = now() where id = $1', [id])
}

import type { ApiKeyId, Instant } from '@pressrun/events'
import type pg from 'pg'
import { digestOf, prefixOf } from '../secret-text.ts'
import { transact } from '@pressrun/db'

export type NewApiKey = {
  readonly id: ApiKeyId
  readonly name: string
  readonly user: string
  readonly role: 'admin'
  /** The id of the key that requested it, or `cli`. */
  readonly createdBy: string
  readonly createdAt: Instant
}

/**
 * Stores the digest of a new key. A second call for the same id means that the first response was lost before it
 * arrived: the key of the second call replaces the first. Returns the key's prefix.
 */
export async function createApiKey(
  pool: pg.Pool,
  row: NewApiKey,
  key: string,
): Promise<string | null> {
  const { id, name, user, role, createdBy, createdAt } = row
  const prefix = prefixOf(key)
  await transact(pool, async (client) => {
    await client.query('set local synchronous_commit = on')
    await client.query(
      `insert into api_keys (id, user_name, name, role, sha256, prefix, created_by, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8)
       on conflict (id) do update set sha256 = excluded.sha256, prefix = excluded.prefix
         where api_keys.revoked_at is null`,
      [id, user, name, role, digestOf(key), prefix, createdBy, createdAt],
    )
  })
  return prefix
}

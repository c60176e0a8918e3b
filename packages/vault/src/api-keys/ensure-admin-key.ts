import type { NewId } from '@pressrun/events'
import { openDatabase } from '@pressrun/db'
import { digestOf, prefixOf } from '../secret-text.ts'

/** Returns `revoked` for a former admin key: it stays revoked. */
export type EnsuredKey = 'made' | 'known' | 'revoked'

/** Makes `key` an admin key of user `admin`, unless it is one or was revoked. */
export async function ensureAdminKey(
  databaseUrl: string,
  key: string,
  newId: NewId,
): Promise<EnsuredKey> {
  await using database = openDatabase({ url: databaseUrl, connectionsMax: 1 })
  const { rowCount } = await database.pool.query(
    `insert into api_keys (id, user_name, name, role, sha256, prefix, created_by, created_at)
     values ($1, 'admin', 'admin', 'admin', $2, $3, 'start', now()) on conflict (sha256) do nothing`,
    [newId('key'), digestOf(key), prefixOf(key)],
  )
  if (rowCount === 1) return 'made'
  const { rows } = await database.pool.query<{ revoked: boolean }>(
    'select revoked_at is not null as revoked from api_keys where sha256 = $1',
    [digestOf(key)],
  )
  return rows[0]?.revoked ? 'revoked' : 'known'
}

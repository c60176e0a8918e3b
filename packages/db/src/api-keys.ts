import { createHash } from 'node:crypto'
import type { MintId } from '@pressrun/events'
import { openDatabase, type Database } from './database.ts'

export type ApiKey = { readonly id: string; readonly user: string; readonly role: string }

/** Keys are long and random, so a plain digest is enough: there is nothing to guess. */
const digest = (key: string) => createHash('sha256').update(key).digest()

/** Makes `key` an admin key of user `admin`; answers false when it was one already. */
export async function ensureAdminKey(
  databaseUrl: string,
  key: string,
  mint: MintId,
): Promise<boolean> {
  await using database = openDatabase({ url: databaseUrl, connectionsMax: 1 })
  const { rowCount } = await database.pool.query(
    `insert into api_keys (id, user_name, role, sha256, created_at)
     values ($1, 'admin', 'admin', $2, now()) on conflict (sha256) do nothing`,
    [mint('key'), digest(key)],
  )
  return rowCount === 1
}

export async function findApiKey(database: Database, key: string): Promise<ApiKey | undefined> {
  const { rows } = await database.pool.query<ApiKey>({
    name: 'find-api-key',
    text: 'select id, user_name as user, role from api_keys where sha256 = $1',
    values: [digest(key)],
  })
  return rows[0]
}

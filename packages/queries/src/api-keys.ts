import type { ApiKeyId } from '@pressrun/events'
import type { Schema } from '@pressrun/db'
import { toPage, type Page, type PageRequest } from './page.ts'
import type { QueryDatabase } from './query-database.ts'

/** What may be known of a key: everything but its digest. */
export type ApiKeyRow = Omit<Schema['api_keys'], 'sha256'>

const columns = [
  'id',
  'user_name',
  'name',
  'role',
  'prefix',
  'created_by',
  'created_at',
  'last_used_at',
  'revoked_at',
  'revoked_by',
] as const

export async function listApiKeys(
  { kysely }: QueryDatabase,
  { limit, before }: PageRequest<ApiKeyId>,
): Promise<Page<ApiKeyRow>> {
  let query = kysely
    .selectFrom('api_keys')
    .select(columns)
    .orderBy('id', 'desc')
    .limit(limit + 1)
  if (before) query = query.where('id', '<', before)
  return toPage(await query.execute(), limit)
}

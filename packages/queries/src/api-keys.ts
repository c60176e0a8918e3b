import type { ApiKeyId } from '@pressrun/events'
import type { Rows } from '@pressrun/db'
import { toPage, type Page, type PageRequest } from './page.ts'
import type { QueryDatabase } from './query-database.ts'

/** The public part of a key: everything but its digest. */
export type ApiKeyRow = Omit<Rows['apiKeys'], 'sha256'>

const columns = [
  ...(['id', 'userName', 'name', 'role', 'prefix', 'createdBy', 'createdAt'] as const),
  ...(['lastUsedAt', 'revokedAt', 'revokedBy'] as const),
] as const

export async function listApiKeys(
  { kysely }: QueryDatabase,
  { limit, before }: PageRequest<ApiKeyId>,
): Promise<Page<ApiKeyRow>> {
  let query = kysely
    .selectFrom('apiKeys')
    .select(columns)
    .orderBy('id', 'desc')
    .limit(limit + 1)
  if (before) query = query.where('id', '<', before)
  return toPage(await query.execute(), limit)
}

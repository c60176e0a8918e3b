import { listApiKeys, openQueryDatabase, type ApiKeyRow } from '@pressrun/queries'
import { asTable } from '../table.ts'
import type { KeyWorld } from './key-world.ts'

const pageSize = 200

/** All API keys, the newest first. */
export async function listKeys({ withDatabase, print }: KeyWorld): Promise<void> {
  const rows = await withDatabase(readAll)
  const head = ['id', 'name', 'role', 'begins with', 'made', 'last used', 'revoked']
  for (const line of asTable(head, rows.map(cellsOf))) print(line)
}

async function readAll(url: string): Promise<ApiKeyRow[]> {
  await using database = openQueryDatabase({ url, connectionsMax: 1 })
  const all: ApiKeyRow[] = []
  for (;;) {
    const page = await listApiKeys(database, { limit: pageSize, before: all.at(-1)?.id })
    all.push(...page.rows)
    if (!page.more) return all
  }
}

function cellsOf(row: ApiKeyRow): string[] {
  return [
    row.id,
    row.name,
    row.role,
    row.prefix ?? '',
    row.createdAt,
    row.lastUsedAt ?? 'never',
    row.revokedAt ?? '',
  ]
}

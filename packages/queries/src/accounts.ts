import type { AccountId, AccountStatus, ProjectId } from '@pressrun/events'
import { unreachableSince } from './lanes-in-sql.ts'
import { loadKysely } from './load-kysely.ts'
import type { QueryDatabase } from './query-database.ts'
import { query, type Database, type Rows } from '@pressrun/db'
import { toPage, type Page, type PageRequest } from './page.ts'

export type AccountRow = Rows['accounts'] & {
  /** Since when nothing has arrived at its platform, an hour at least; null otherwise. */
  readonly unreachableSince: string | null
}

function unreachable() {
  const { sql } = loadKysely()
  const since = sql<string | null>`(${sql.raw(unreachableSince('accounts', 'now()'))})`
  return since.as('unreachableSince')
}

export async function findAccount(
  { kysely }: QueryDatabase,
  id: AccountId,
): Promise<AccountRow | undefined> {
  return kysely
    .selectFrom('accounts')
    .selectAll()
    .select(unreachable())
    .where('id', '=', id)
    .where('status', '<>', 'removed')
    .executeTakeFirst()
}

/** The names of these accounts, removed ones included. */
export async function findAccountNames(
  { pool }: Database,
  ids: readonly AccountId[],
): Promise<Map<AccountId, string>> {
  const rows = await query<{ id: AccountId; name: string }>(
    pool,
    'select id, name from accounts where id = any($1::text[])',
    [ids],
  )
  return new Map(rows.map(({ id, name }) => [id, name]))
}

export type AccountFilter = PageRequest<AccountId> & {
  readonly projectId?: ProjectId | undefined
  readonly platform?: string | undefined
  readonly status?: AccountStatus | undefined
  readonly name?: string | undefined
}

export async function listAccounts(
  { kysely }: QueryDatabase,
  filter: AccountFilter,
): Promise<Page<AccountRow>> {
  let query = kysely
    .selectFrom('accounts')
    .selectAll()
    .select(unreachable())
    .where('status', '<>', 'removed')
    .orderBy('id', 'desc')
    .limit(filter.limit + 1)
  if (filter.before) query = query.where('id', '<', filter.before)
  if (filter.projectId) query = query.where('projectId', '=', filter.projectId)
  if (filter.platform) query = query.where('platform', '=', filter.platform)
  if (filter.status) query = query.where('status', '=', filter.status)
  if (filter.name !== undefined) query = query.where('name', '=', filter.name)
  return toPage(await query.execute(), filter.limit)
}

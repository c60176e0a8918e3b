import type { ProjectId } from '@pressrun/events'
import type { QueryDatabase } from './query-database.ts'
import type { Rows } from '@pressrun/db'
import { toPage, type Page, type PageRequest } from './page.ts'

export type ProjectRow = Rows['projects']

export async function findProject(
  { kysely }: QueryDatabase,
  id: ProjectId,
): Promise<ProjectRow | undefined> {
  return kysely.selectFrom('projects').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function listProjects(
  { kysely }: QueryDatabase,
  page: PageRequest<ProjectId>,
): Promise<Page<ProjectRow>> {
  let query = kysely
    .selectFrom('projects')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(page.limit + 1)
  if (page.before) query = query.where('id', '<', page.before)
  return toPage(await query.execute(), page.limit)
}

/** Creating it again under the same id changes nothing. A name that is taken is a fault. */
export async function createProject(
  { kysely }: QueryDatabase,
  project: Pick<ProjectRow, 'id' | 'name' | 'createdAt'>,
): Promise<void> {
  await kysely
    .insertInto('projects')
    .values({ ...project, version: 1 })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
}

/** Returns undefined when there is no such project in that version. */
export function renameProject(
  { kysely }: QueryDatabase,
  id: ProjectId,
  name: string,
  expectedVersion: number | undefined,
): Promise<ProjectRow | undefined> {
  let query = kysely
    .updateTable('projects')
    .set((row) => ({ name, version: row('version', '+', 1) }))
    .where('id', '=', id)
    .returningAll()
  if (expectedVersion !== undefined) query = query.where('version', '=', expectedVersion)
  return query.executeTakeFirst()
}

import type { ProjectId, ScheduleId } from '@pressrun/events'
import type { Rows } from '@pressrun/db'
import { pageWithinBytes, type Page, type PageRequest } from './page.ts'
import type { QueryDatabase } from './query-database.ts'

export type ScheduleRow = Rows['schedules']

export async function findSchedule(
  { kysely }: QueryDatabase,
  id: ScheduleId,
): Promise<ScheduleRow | undefined> {
  return kysely
    .selectFrom('schedules')
    .selectAll()
    .where('id', '=', id)
    .where('status', '<>', 'deleted')
    .executeTakeFirst()
}

export type ScheduleFilter = PageRequest<ScheduleId> & {
  readonly projectId?: ProjectId | undefined
  /** Each schedule is in one of them. `failing`: it still fires, but its last attempt to make a run failed. */
  readonly state?: 'active' | 'paused' | 'ended' | 'failing' | undefined
}

export async function listSchedules(
  database: QueryDatabase,
  { limit, before, projectId, state }: ScheduleFilter,
): Promise<Page<ScheduleRow>> {
  let query = database.kysely
    .selectFrom('schedules')
    .selectAll()
    .where('status', '<>', 'deleted')
    .orderBy('id', 'desc')
    .limit(limit + 1)
  if (state) query = query.where('status', '=', state === 'paused' ? 'paused' : 'active')
  if (state === 'ended') query = query.where('nextAt', 'is', null)
  if (state === 'active' || state === 'failing')
    query = query
      .where('nextAt', 'is not', null)
      .where('failures', state === 'failing' ? '>' : '=', 0)
  if (before) query = query.where('id', '<', before)
  if (projectId) query = query.where('projectId', '=', projectId)
  return pageWithinBytes(database, query, { limit, column: 'overrides' })
}

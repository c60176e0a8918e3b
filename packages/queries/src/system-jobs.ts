import type { Rows } from '@pressrun/db'
import type { QueryDatabase } from './query-database.ts'

export type SystemJobRow = Rows['systemJobs']

export const listSystemJobs = ({ kysely }: QueryDatabase): Promise<SystemJobRow[]> =>
  kysely.selectFrom('systemJobs').selectAll().orderBy('name').execute()

export async function findSystemJob(
  { kysely }: QueryDatabase,
  name: string,
): Promise<SystemJobRow | undefined> {
  return kysely.selectFrom('systemJobs').selectAll().where('name', '=', name).executeTakeFirst()
}

export type SystemJobChange = Partial<Pick<SystemJobRow, 'status' | 'cron' | 'timeZone' | 'nextAt'>>

/** Returns undefined when there is no such job in that version. */
export function changeSystemJob(
  { kysely }: QueryDatabase,
  name: string,
  change: SystemJobChange,
  expectedVersion: number | undefined,
): Promise<SystemJobRow | undefined> {
  let query = kysely
    .updateTable('systemJobs')
    .set((row) => ({ ...change, version: row('version', '+', 1) }))
    .where('name', '=', name)
    .returningAll()
  if (expectedVersion !== undefined) query = query.where('version', '=', expectedVersion)
  return query.executeTakeFirst()
}

import type { Schema } from '@pressrun/db'
import type { QueryDatabase } from './query-database.ts'

export type SystemJobRow = Schema['system_jobs']

export const listSystemJobs = ({ kysely }: QueryDatabase): Promise<SystemJobRow[]> =>
  kysely.selectFrom('system_jobs').selectAll().orderBy('name').execute()

export async function findSystemJob(
  { kysely }: QueryDatabase,
  name: string,
): Promise<SystemJobRow | undefined> {
  return kysely.selectFrom('system_jobs').selectAll().where('name', '=', name).executeTakeFirst()
}

export type SystemJobChange = Partial<
  Pick<SystemJobRow, 'status' | 'cron' | 'time_zone' | 'next_at'>
>

/** Returns undefined when there is no such job in that version. */
export async function changeSystemJob(
  { kysely }: QueryDatabase,
  name: string,
  change: SystemJobChange,
  expectedVersion: number | undefined,
): Promise<SystemJobRow | undefined> {
  let query = kysely
    .updateTable('system_jobs')
    .set((row) => ({ ...change, version: row('version', '+', 1) }))
    .where('name', '=', name)
    .returningAll()
  if (expectedVersion !== undefined) query = query.where('version', '=', expectedVersion)
  return query.executeTakeFirst()
}

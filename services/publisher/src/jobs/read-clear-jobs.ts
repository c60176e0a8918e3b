import type { TaskId } from '@pressrun/events'
import type { JobRow } from './job-row.ts'
import type { Publisher } from './publisher.ts'
import { waitingForDatabase } from './waiting-for-database.ts'

/**
 * Returns the rows of jobs from a log that was checked, or `restored`: then nothing may be sent for them. After a
 * restart of the database it may be another log than the one checked last.
 */
export async function readClearJobs(
  taskIds: readonly TaskId[],
  { readJobs, guard, signal }: Pick<Publisher, 'readJobs' | 'guard' | 'signal'>,
): Promise<ReadonlyMap<TaskId, JobRow> | 'restored'> {
  for (;;) {
    const rows = await waitingForDatabase(() => readJobs(taskIds), signal)
    if (taskIds.every((id) => rows.get(id)?.isClear ?? true)) return rows
    if (!(await waitingForDatabase(guard.check, signal))) return 'restored'
  }
}

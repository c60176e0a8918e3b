import type { LogGuard } from '@pressrun/db'
import type { TaskId } from '@pressrun/events'
import type { JobRow, ReadJobs } from './job-row.ts'
import { waitingForDatabase } from './waiting-for-database.ts'

export type ClearJobsOptions = {
  readonly readJobs: ReadJobs
  readonly guard: LogGuard
  readonly signal: AbortSignal
}

/**
 * Returns the rows of jobs from a log that was checked, or `restored`: then nothing may be sent for them. Another
 * log than the one checked last answers after each restart of the database.
 */
export async function readClearJobs(
  taskIds: readonly TaskId[],
  { readJobs, guard, signal }: ClearJobsOptions,
): Promise<ReadonlyMap<TaskId, JobRow> | 'restored'> {
  for (;;) {
    const rows = await waitingForDatabase(() => readJobs(taskIds), signal)
    if (taskIds.every((id) => rows.get(id)?.isClear ?? true)) return rows
    if (!(await waitingForDatabase(guard.check, signal))) return 'restored'
  }
}

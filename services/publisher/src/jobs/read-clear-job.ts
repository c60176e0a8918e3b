import type { LogGuard } from '@pressrun/db'
import type { TaskId } from '@pressrun/events'
import type { JobRow, ReadJob } from './job-row.ts'
import { waitingForDatabase } from './waiting-for-database.ts'

export type ClearJobOptions = {
  readonly readJob: ReadJob
  readonly guard: LogGuard
  readonly signal: AbortSignal
}

/**
 * Returns the row of a job from a log that was checked, or `restored`: then nothing may be sent for it. Another
 * log than the one checked last answers after each restart of the database.
 */
export async function readClearJob(
  taskId: TaskId,
  { readJob, guard, signal }: ClearJobOptions,
): Promise<JobRow | undefined | 'restored'> {
  for (;;) {
    const row = await waitingForDatabase(() => readJob(taskId), signal)
    if (!row || row.isClear) return row
    if (!(await waitingForDatabase(guard.check, signal))) return 'restored'
  }
}

import { listMatchingTaskIds, type TaskSelection } from '@pressrun/queries'
import type { z } from 'zod'
import type { Gateway } from '../gateway.ts'
import type { retryTasksResponse } from './schema.ts'
import { judgeRetries } from './judge-retries.ts'
import { batchTasksMax, tooManyTasks } from './tasks-max.ts'

/** What retrying these tasks would do now. */
export async function previewRetries(
  { database, now }: Gateway,
  selection: TaskSelection,
  force: boolean,
): Promise<z.output<typeof retryTasksResponse>> {
  const taskIds =
    'taskIds' in selection
      ? selection.taskIds.toSorted()
      : await listMatchingTaskIds(database, selection.filter, batchTasksMax + 1)
  if (taskIds.length > batchTasksMax) throw tooManyTasks()
  const tally = await judgeRetries(database, taskIds, { force, now: now() })
  return { matched: taskIds.length, ...tally, batchId: null, dryRun: true }
}

import type { RunWithTasks, TaskCounts } from '@pressrun/queries'
import { taskStatuses, type RunState, type TaskStatus } from '@pressrun/events'
import type { z } from 'zod'
import { shown } from '../api/shown.ts'
import { findBlocks, type ReadContext } from '../tasks/find-blocks.ts'
import { toTask } from '../tasks/response.ts'
import { run, type runDetail } from './schema.ts'

export const toRun = (state: RunState, counts: TaskCounts): z.output<typeof run> =>
  shown(run, { ...state, counts: everyStatus(counts) })

export async function runResponse(
  context: ReadContext,
  { run, tasks, counts }: RunWithTasks,
): Promise<z.output<typeof runDetail>> {
  if (tasks === null) return { ...toRun(run, counts), tasks }
  const blocks = await findBlocks(context, tasks)
  return { ...toRun(run, counts), tasks: tasks.map((task) => toTask(task, blocks)) }
}

const everyStatus = (counts: TaskCounts) =>
  Object.fromEntries(taskStatuses.map((status) => [status, counts[status] ?? 0])) as Record<
    TaskStatus,
    number
  >

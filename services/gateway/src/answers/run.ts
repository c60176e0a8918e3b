import type { RunRow, RunWithTasks, TaskCounts } from '@pressrun/db/queries'
import { taskStatuses, type TaskStatus } from '@pressrun/events'
import type { z } from 'zod'
import type { run, runDetail } from '../schemas/run.ts'
import { blocksOfNew, findBlocks, type Looking } from '../tasks/find-blocks.ts'
import { toTask } from './task.ts'

export const toRun = (row: RunRow, counts: TaskCounts): z.output<typeof run> => ({
  id: row.id,
  projectId: row.project_id,
  status: row.status,
  title: row.title,
  articleId: row.article_id,
  snapshot: row.snapshot,
  priority: row.priority,
  concurrency: row.concurrency,
  scheduledAt: row.scheduled_at,
  timeZone: row.time_zone,
  wallTime: row.wall_time,
  scheduleId: row.schedule_id,
  taskCount: row.task_count,
  counts: everyStatus(counts),
  version: row.version,
  createdAt: row.created_at,
  startedAt: row.started_at,
  endedAt: row.ended_at,
})

/** A run that was created just now: nobody has looked yet at what its tasks would have to wait for. */
export function newRunAnswer(
  now: number,
  { run, tasks, counts }: RunWithTasks,
): z.output<typeof runDetail> {
  const blocks = blocksOfNew(tasks ?? [], now)
  return { ...toRun(run, counts), tasks: tasks && tasks.map((task) => toTask(task, blocks)) }
}

export async function runAnswer(
  looking: Looking,
  { run, tasks, counts }: RunWithTasks,
): Promise<z.output<typeof runDetail>> {
  if (tasks === null) return { ...toRun(run, counts), tasks }
  const blocks = await findBlocks(looking, tasks)
  return { ...toRun(run, counts), tasks: tasks.map((task) => toTask(task, blocks)) }
}

const everyStatus = (counts: TaskCounts) =>
  Object.fromEntries(taskStatuses.map((status) => [status, counts[status] ?? 0])) as Record<
    TaskStatus,
    number
  >

import type { RunRow, RunWithTasks, TaskCounts } from '@pressrun/db/queries'
import { taskStatuses, type TaskStatus } from '@pressrun/events'
import type { z } from 'zod'
import type { run, runDetail } from '../schemas/run.ts'
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
  taskCount: row.task_count,
  counts: everyStatus(counts),
  version: row.version,
  createdAt: row.created_at,
  startedAt: row.started_at,
  endedAt: row.ended_at,
})

export const toRunDetail = ({ run, tasks, counts }: RunWithTasks): z.output<typeof runDetail> => ({
  ...toRun(run, counts),
  tasks: tasks === null ? null : tasks.map(toTask),
})

const everyStatus = (counts: TaskCounts) =>
  Object.fromEntries(taskStatuses.map((status) => [status, counts[status] ?? 0])) as Record<
    TaskStatus,
    number
  >

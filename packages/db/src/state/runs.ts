import type { EventMeta, RunState } from '@pressrun/events'
import type { Schema } from '../schema/index.ts'
import { insertMany, updateMany, type Column } from './columns.ts'

const version: Column<RunState> = { name: 'version', type: 'integer', of: (run) => run.version }

const changing: Column<RunState>[] = [
  { name: 'id', type: 'text', of: (run) => run.id },
  version,
  { name: 'status', type: 'text', of: (run) => run.status },
  { name: 'scheduled_at', type: 'timestamptz', of: (run) => run.scheduledAt },
  { name: 'time_zone', type: 'text', of: (run) => run.timeZone },
  { name: 'wall_time', type: 'text', of: (run) => run.wallTime },
  { name: 'started_at', type: 'timestamptz', of: (run) => run.startedAt },
  { name: 'ended_at', type: 'timestamptz', of: (run) => run.endedAt },
]

const fixed: Column<RunState>[] = [
  { name: 'project_id', type: 'text', of: (run) => run.projectId },
  { name: 'snapshot', type: 'text', of: (run) => run.snapshot },
  { name: 'article_id', type: 'text', of: (run) => run.articleId },
  { name: 'title', type: 'text', of: (run) => run.title },
  { name: 'task_count', type: 'integer', of: (run) => run.taskCount },
  { name: 'priority', type: 'smallint', of: (run) => run.priority },
  { name: 'concurrency', type: 'smallint', of: (run) => run.concurrency },
  { name: 'schedule_id', type: 'text', of: (run) => run.scheduleId },
  { name: 'created_at', type: 'timestamptz', of: (run) => run.createdAt },
]

/** A new run keeps the meta of its first event: the trace that its tasks carry on. */
export type NewRun = RunState & { readonly meta: EventMeta }

export const insertRuns = insertMany<NewRun>('runs', [
  ...changing,
  ...fixed,
  { name: 'meta', type: 'json', of: (run) => run.meta },
])
export const updateRuns = updateMany<RunState>('runs', changing, [version])

export const selectRuns = {
  name: 'select-runs',
  text: 'select * from runs where id = any($1::text[])',
}

export const toRunState = (row: Schema['runs']): RunState => ({
  id: row.id,
  version: row.version,
  status: row.status,
  projectId: row.project_id,
  snapshot: row.snapshot,
  articleId: row.article_id,
  title: row.title,
  taskCount: row.task_count,
  priority: row.priority,
  concurrency: row.concurrency,
  scheduledAt: row.scheduled_at,
  timeZone: row.time_zone,
  wallTime: row.wall_time,
  scheduleId: row.schedule_id,
  createdAt: row.created_at,
  startedAt: row.started_at,
  endedAt: row.ended_at,
})

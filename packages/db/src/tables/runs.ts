import type { BatchId, EventMeta, Refusal, RunState, TaskId } from '@pressrun/events'
import { insertInto, updateIn } from '../table/statements.ts'
import { id, table } from '../table/table.ts'

type Beside = {
  /** The meta of its first event; its tasks carry on the trace that is in it. */
  readonly meta: EventMeta
}

export const runs = table<RunState, Beside>({
  name: 'runs',
  columns: {
    id: `${id} primary key`,
    version: 'integer not null',
    status: `${id} not null`,
    projectId: `${id} not null references projects (id)`,
    snapshot: `${id} not null references snapshots (sha256)`,
    articleId: id,
    title: 'text not null',
    taskCount: 'integer not null',
    priority: 'smallint not null',
    concurrency: 'smallint not null',
    scheduledAt: 'timestamptz',
    timeZone: 'text',
    wallTime: 'text',
    scheduleId: id,
    createdAt: 'timestamptz not null',
    startedAt: 'timestamptz',
    endedAt: 'timestamptz',
  },
  beside: { meta: 'json not null' },
  more: [
    `create index runs_article on runs (article_id) where article_id is not null`,
    `create index runs_running on runs (id) where status = 'running'`,
    `create index runs_cancelled on runs (ended_at) where status = 'cancelled'`,
    `create index runs_paused on runs (id) where status = 'paused'`,
    `create index runs_by_project on runs (project_id, status, id)`,
    `create index runs_by_schedule on runs (schedule_id, id) where schedule_id is not null`,
  ],
})

export const insertRuns = insertInto(runs)
export const updateRuns = updateIn<RunState>(runs, { guards: ['version'] })

type RetryBatch = {
  readonly id: BatchId
  readonly force: boolean
  /** The caller; a task's project is its own. */
  readonly meta: Omit<EventMeta, 'projectId'>
  readonly matched: number
  readonly accepted: number
  readonly refusedCount: number
  /** The first of the refused ones. */
  readonly refused: { readonly taskId: TaskId; readonly code: Refusal }[]
  readonly createdAt: string
  readonly finishedAt: string | null
}

/** Retries of many tasks: the request and its progress. */
export const retryBatches = table<RetryBatch>({
  name: 'retry_batches',
  columns: {
    id: `${id} primary key`,
    force: 'boolean not null',
    meta: 'json not null',
    matched: 'integer not null',
    accepted: 'integer not null default 0',
    refusedCount: 'integer not null default 0',
    refused: `json not null default '[]'`,
    createdAt: 'timestamptz not null',
    finishedAt: 'timestamptz',
  },
  more: [`create index retry_batches_open on retry_batches (id) where finished_at is null`],
})

/** What is still to be done. A task leaves the list in the transaction that retries or refuses it. */
export const retryBatchTasks = table<{ readonly batchId: BatchId; readonly taskId: TaskId }>({
  name: 'retry_batch_tasks',
  columns: { batchId: `${id} not null`, taskId: `${id} not null` },
  primaryKey: 'batch_id, task_id',
})

import type { TaskState } from '@pressrun/events'
import type { Schema } from '../schema/index.ts'
import { insertMany, updateMany, type Column } from './columns.ts'

/** A planned task carries its overrides; they never change, so updates leave them alone. */
export type NewTask = TaskState & { readonly overrides: Record<string, unknown> | null }

const identity: Column<TaskState>[] = [
  { name: 'run_id', type: 'text', of: (task) => task.runId },
  { name: 'project_id', type: 'text', of: (task) => task.projectId },
  { name: 'account_id', type: 'text', of: (task) => task.accountId },
  { name: 'platform', type: 'text', of: (task) => task.platform },
  { name: 'ordinal', type: 'integer', of: (task) => task.ordinal },
  { name: 'priority', type: 'smallint', of: (task) => task.priority },
]

/** The start of a run changes the status of its tasks, but not their versions. */
const guards: Column<TaskState>[] = [
  { name: 'version', type: 'integer', of: (task) => task.version },
  { name: 'status', type: 'text', of: (task) => task.status },
]

const changing: Column<TaskState>[] = [
  { name: 'id', type: 'text', of: (task) => task.id },
  ...guards,
  { name: 'attempt', type: 'integer', of: (task) => task.attempt },
  { name: 'spent', type: 'integer', of: (task) => task.spent },
  { name: 'generation', type: 'integer', of: (task) => task.generation },
  { name: 'due_at', type: 'timestamptz', of: (task) => task.dueAt },
  { name: 'eligible_at', type: 'timestamptz', of: (task) => task.eligibleAt },
  { name: 'attempt_at', type: 'timestamptz', of: (task) => task.attemptAt },
  { name: 'first_attempt_at', type: 'timestamptz', of: (task) => task.firstAttemptAt },
  { name: 'intent', type: 'json', of: (task) => task.intent },
  { name: 'in_doubt', type: 'boolean', of: (task) => task.inDoubt },
  { name: 'remote_id', type: 'text', of: (task) => task.remoteId },
  { name: 'url', type: 'text', of: (task) => task.url },
  { name: 'error', type: 'json', of: (task) => task.error },
]

/** As a task is planned, the table's own defaults. */
const later: Column<TaskState>[] = [
  { name: 'looks', type: 'integer', of: (task) => task.looks },
  { name: 'cancel_requested', type: 'boolean', of: (task) => task.cancelRequested },
  { name: 'retry_request', type: 'text', of: (task) => task.retryRequest },
]

export const insertTasks = insertMany<NewTask>('tasks', [
  ...changing,
  ...identity,
  { name: 'overrides', type: 'json', of: (task) => task.overrides },
])

/** Going out changes other columns than coming back does; each has its own narrower statement. */
const goingOut = new Set([
  'id',
  'version',
  'status',
  'attempt',
  'attempt_at',
  'first_attempt_at',
  'intent',
])

export const updateDispatchedTasks = updateMany<TaskState>(
  'tasks',
  changing.filter((column) => goingOut.has(column.name)),
  guards,
  'dispatched',
)

/** What an outcome changes; the outcome of an attempt leaves the rest as its dispatch made it. */
const comingBack = new Set([
  'id',
  'version',
  'status',
  'spent',
  'eligible_at',
  'in_doubt',
  'remote_id',
  'url',
  'error',
])

export const updateSettledTasks = updateMany<TaskState>(
  'tasks',
  changing.filter((column) => comingBack.has(column.name)),
  guards,
  'settled',
)

export const updateTasks = updateMany<TaskState>('tasks', [...changing, ...later], guards)

/** The same as `queueTask` of the law, for all tasks of a run at once. */
export const queueTasksOfRun = (runId: string, dueAt: string, at: string) => ({
  name: 'queue-tasks-of-run',
  text: `update tasks set status = 'queued', due_at = $2, eligible_at = $3
    where run_id = $1 and status = 'planned'`,
  values: [runId, dueAt, dueAt > at ? dueAt : null],
})

/** The columns of a `TaskRow`. */
export const taskRowColumns = [...changing, ...later, ...identity].map((column) => column.name)

export const selectTasks = {
  name: 'select-tasks',
  text: `select ${taskRowColumns.join(', ')} from tasks where id = any($1::text[])`,
}

export type TaskRow = Omit<Schema['tasks'], 'overrides'>

export const toTaskState = (row: TaskRow): TaskState => ({
  id: row.id,
  version: row.version,
  status: row.status,
  runId: row.run_id,
  projectId: row.project_id,
  accountId: row.account_id,
  platform: row.platform,
  ordinal: row.ordinal,
  priority: row.priority,
  attempt: row.attempt,
  spent: row.spent,
  generation: row.generation,
  dueAt: row.due_at,
  eligibleAt: row.eligible_at,
  attemptAt: row.attempt_at,
  firstAttemptAt: row.first_attempt_at,
  intent: row.intent,
  inDoubt: row.in_doubt,
  looks: row.looks,
  cancelRequested: row.cancel_requested,
  retryRequest: row.retry_request,
  remoteId: row.remote_id,
  url: row.url,
  error: row.error,
})

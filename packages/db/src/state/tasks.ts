import type { TaskState } from '@pressrun/events'
import type { Schema } from '../schema/index.ts'
import type { Statement } from '../transaction.ts'
import { insertMany, updateMany, type Column } from './columns.ts'
import { enteringLanes } from './queue.ts'

/** A planned task carries its overrides; they never change, so updates leave them alone. */
export type NewTask = TaskState & { readonly overrides: Record<string, unknown> | null }

const id: Column<TaskState> = { name: 'id', type: 'text', of: (task) => task.id }
const status: Column<TaskState> = { name: 'status', type: 'text', of: (task) => task.status }
const version: Column<TaskState> = { name: 'version', type: 'integer', of: (task) => task.version }
const dueAt: Column<TaskState> = { name: 'due_at', type: 'timestamptz', of: (task) => task.dueAt }
const eligibleAt: Column<TaskState> = {
  name: 'eligible_at',
  type: 'timestamptz',
  of: (task) => task.eligibleAt,
}

const identity: Column<TaskState>[] = [
  { name: 'run_id', type: 'text', of: (task) => task.runId },
  { name: 'project_id', type: 'text', of: (task) => task.projectId },
  { name: 'account_id', type: 'text', of: (task) => task.accountId },
  { name: 'platform', type: 'text', of: (task) => task.platform },
  { name: 'priority', type: 'smallint', of: (task) => task.priority },
]

const changing: Column<TaskState>[] = [
  id,
  version,
  status,
  { name: 'attempt', type: 'integer', of: (task) => task.attempt },
  { name: 'counted_attempts', type: 'integer', of: (task) => task.countedAttempts },
  { name: 'generation', type: 'integer', of: (task) => task.generation },
  dueAt,
  eligibleAt,
  { name: 'attempt_at', type: 'timestamptz', of: (task) => task.attemptAt },
  { name: 'first_attempt_at', type: 'timestamptz', of: (task) => task.firstAttemptAt },
  { name: 'intent', type: 'json', of: (task) => task.intent },
  { name: 'in_doubt', type: 'boolean', of: (task) => task.inDoubt },
  { name: 'checks', type: 'integer', of: (task) => task.checks },
  { name: 'cancel_requested', type: 'boolean', of: (task) => task.cancelRequested },
  { name: 'retry_request', type: 'text', of: (task) => task.retryRequest },
  { name: 'remote_id', type: 'text', of: (task) => task.remoteId },
  { name: 'url', type: 'text', of: (task) => task.url },
  { name: 'error', type: 'json', of: (task) => task.error },
]

/** What differs among tasks that nothing has happened to; the rest is said by the statement. */
const planned: Column<NewTask>[] = [
  id,
  status,
  dueAt,
  eligibleAt,
  ...identity,
  { name: 'overrides', type: 'json', of: (task) => task.overrides },
]

/** New tasks, and their places in the lanes when they are queued at once. */
export const insertTasks = insertMany<NewTask>('tasks', planned, {
  constants: { version: 0, attempt: 0, counted_attempts: 0, generation: 1, in_doubt: false },
  follows: enteringLanes,
})

/** Who changes a task that has no row in a lane and none in `running` finds it as it was. */
const guards = [version, status]
export const updateTasksAtRest = updateMany<TaskState>('tasks', changing, guards, {
  kind: 'at-rest',
  follows: enteringLanes,
})

/** Whoever has deleted the row by which it moved need not look at anything else. */
export const updateMovedTasks = updateMany<TaskState>('tasks', changing, [], {
  kind: 'moved',
  follows: enteringLanes,
})

/** Of tasks that go out in the same transaction: what they were before that is written as well. */
export const updateRestedTasksGoingOut = updateMany<TaskState>('tasks', changing, guards, {
  kind: 'rested-going-out',
})
export const updateMovedTasksGoingOut = updateMany<TaskState>('tasks', changing, [], {
  kind: 'moved-going-out',
})

/** The same as `queueTask` of the domain, for all tasks of a run at once. */
export const queueTasksOfRun = (
  { first, last }: { readonly first: string; readonly last: string },
  dueAtThen: string,
  at: string,
): Statement => ({
  name: 'queue-tasks-of-run',
  text: `with changed as (
      update tasks set status = 'queued', due_at = $3, eligible_at = $4
      where id > $1 and id <= $2 and status = 'planned' returning tasks.*
    ), ${enteringLanes} select`,
  values: [first, last, dueAtThen, dueAtThen > at ? dueAtThen : null],
})

/** The columns of a `TaskRow`. */
export const taskRowColumns = [...changing, ...identity].map((column) => column.name)

export const selectTasks = {
  name: 'select-tasks',
  text: `select ${taskRowColumns.join(', ')} from task_states where id = any($1::text[])`,
}

/** As it is written when it comes to rest; nobody moves it meanwhile who would write that. */
export const selectTasksAtRest = {
  name: 'select-tasks-at-rest',
  text: `select ${taskRowColumns.join(', ')} from tasks where id = any($1::text[]) order by id for update`,
}

export type TaskRow = Omit<Schema['task_states'], 'overrides'>

export const toTaskState = (row: TaskRow): TaskState => ({
  id: row.id,
  version: row.version,
  status: row.status,
  runId: row.run_id,
  projectId: row.project_id,
  accountId: row.account_id,
  platform: row.platform,
  priority: row.priority,
  attempt: row.attempt,
  countedAttempts: row.counted_attempts,
  generation: row.generation,
  dueAt: row.due_at,
  eligibleAt: row.eligible_at,
  attemptAt: row.attempt_at,
  firstAttemptAt: row.first_attempt_at,
  intent: row.intent,
  inDoubt: row.in_doubt,
  checks: row.checks,
  cancelRequested: row.cancel_requested,
  retryRequest: row.retry_request,
  remoteId: row.remote_id,
  url: row.url,
  error: row.error,
})

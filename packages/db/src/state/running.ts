import type { TaskState } from '@pressrun/events'
import type { Statement } from '../transaction.ts'
import { arrays, unnest, updateMany, insertMany, type Column } from './columns.ts'
import {
  deletingQueued,
  deletingTimed,
  enteringLanes,
  placeColumns,
  timedColumns,
  type QueuePlace,
} from './queue.ts'

const begin = (from: string, at: string, count: string) => `
  begun as (
    insert into running (task_id, account_id, version, attempt, attempt_at, generation, cancel_requested)
    select task_id, account_id, version + 1, attempt + 1, ${at}::timestamptz, generation, false from ${from}
    returning 1
  ) select expect_rows(count(*), ${count}) from begun`

/** Tasks go out, from the queue: each must still have the place that it had. */
export const dispatchQueued = (tasks: readonly QueuePlace[], at: string): Statement => ({
  name: 'dispatch-queued',
  text: `with gone as (${deletingQueued}), ${begin('gone', '$6', '$7')}`,
  values: [...arrays(placeColumns, tasks), at, tasks.length],
})

/** The same of tasks that had to wait for an instant: once it has come they are in the queue. */
export const dispatchTimed = (tasks: readonly TaskState[], at: string): Statement => ({
  name: 'dispatch-timed',
  text: `with in_time as (${deletingTimed}), in_queue as (${deletingQueued}),
    gone as (select * from in_time union all select * from in_queue), ${begin('gone', '$7', '$8')}`,
  values: [...arrays(timedColumns, tasks), at, tasks.length],
})

const taskId: Column<TaskState> = { name: 'task_id', type: 'text', of: (task) => task.id }
const version: Column<TaskState> = { name: 'version', type: 'integer', of: (task) => task.version }
const intent: Column<TaskState> = { name: 'intent', type: 'json', of: (task) => task.intent }
const cancelRequested: Column<TaskState> = {
  name: 'cancel_requested',
  type: 'boolean',
  of: (task) => task.cancelRequested,
}

/** They are on their way before and after. */
export const updateRunning = updateMany<TaskState>(
  'running',
  [taskId, version, intent, cancelRequested],
  [version],
)

/** For what goes out in the same transaction in which something else happened to it. */
export const insertRunning = insertMany<TaskState>('running', [
  taskId,
  { name: 'account_id', type: 'text', of: (task) => task.accountId },
  version,
  { name: 'attempt', type: 'integer', of: (task) => task.attempt },
  { name: 'attempt_at', type: 'timestamptz', of: (task) => task.attemptAt },
  { name: 'generation', type: 'integer', of: (task) => task.generation },
  intent,
  cancelRequested,
])

const places = [taskId, version]

/** Their attempts are over, each of which must still be as it was. */
export const leaveRunning = (tasks: readonly TaskState[]): Statement => ({
  name: 'leave-running',
  text: `with gone as (
      delete from running using ${unnest(places)} as was (task_id, version)
      where running.task_id = was.task_id and running.version = was.version returning 1
    ) select expect_rows(count(*), $3) from gone`,
  values: [...arrays(places, tasks), tasks.length],
})

/** What the outcome of an attempt changes of a task; what its dispatch has changed lies in `running`. */
const outcome: Column<TaskState>[] = [
  { name: 'id', type: 'text', of: (task) => task.id },
  version,
  { name: 'status', type: 'text', of: (task) => task.status },
  { name: 'counted_attempts', type: 'integer', of: (task) => task.countedAttempts },
  { name: 'eligible_at', type: 'timestamptz', of: (task) => task.eligibleAt },
  { name: 'in_doubt', type: 'boolean', of: (task) => task.inDoubt },
  { name: 'remote_id', type: 'text', of: (task) => task.remoteId },
  { name: 'url', type: 'text', of: (task) => task.url },
  { name: 'error', type: 'json', of: (task) => task.error },
]

/** Attempts of which one event told the outcome: by it the version has grown by one. */
export const settleTasks = (tasks: readonly TaskState[]): Statement => ({
  name: 'settle-tasks',
  text: settle,
  values: [...arrays(outcome, tasks), tasks.length],
})

const settle = `
  with settled as materialized (
    select * from ${unnest(outcome)} as settled (${outcome.map(({ name }) => name).join(', ')})
  ), gone as (
    delete from running using settled
    where running.task_id = settled.id and running.version = settled.version - 1
    returning task_id, running.attempt, running.attempt_at, running.intent, running.cancel_requested
  ), changed as (
    update tasks set ${outcome
      .slice(1)
      .map(({ name }) => `${name} = settled.${name}`)
      .join(', ')},
      attempt = gone.attempt, attempt_at = gone.attempt_at, intent = gone.intent,
      cancel_requested = gone.cancel_requested,
      first_attempt_at = case when tasks.in_doubt then tasks.first_attempt_at
        else coalesce(tasks.first_attempt_at, gone.attempt_at) end
    from gone join settled on settled.id = gone.task_id
    where tasks.id = gone.task_id returning tasks.*
  ), ${enteringLanes}
  select expect_rows(count(*), $${outcome.length + 1}) from changed`

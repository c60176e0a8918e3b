import type { TaskState } from '@pressrun/events'
import type { Statement } from '../table/query.ts'
import { arrays, insertInto, unnest, updateIn, type Change } from '../table/statements.ts'
import type { RowOf } from '../table/table.ts'
import { running, tasks as table } from '../tables/tasks.ts'
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
  text: dispatchingQueued,
  values: [...arrays(placeColumns, tasks), at, tasks.length],
})

const dispatchingQueued = `with gone as (${deletingQueued}), ${begin('gone', '$6', '$7')}`

/** The same for tasks that were read in `timed`: if their instant has come since, they are in `queue`. */
export const dispatchTimed = (tasks: readonly TaskState[], at: string): Statement => ({
  text: dispatchingTimed,
  values: [...arrays(timedColumns, tasks), at, tasks.length],
})

const dispatchingTimed = `with in_time as (${deletingTimed}), in_queue as (${deletingQueued}),
  gone as (select * from in_time union all select * from in_queue), ${begin('gone', '$7', '$8')}`

type Running = RowOf<typeof running>
type Progress = Pick<Running, 'taskId' | 'version' | 'intent' | 'cancelRequested'>

const update = updateIn<Progress>(running, {
  fields: ['taskId', 'version', 'intent', 'cancelRequested'],
  guards: ['version'],
})
const insert = insertInto<Omit<Running, 'attemptAt'> & Pick<TaskState, 'attemptAt'>>(running)

const progressOf = ({ id: taskId, version, intent, cancelRequested }: TaskState): Progress => ({
  taskId,
  version,
  intent,
  cancelRequested,
})

/** For tasks that are on their way before the change and after it. */
export const updateRunning = (changes: readonly Change<TaskState>[]): Statement =>
  update(
    changes.map(({ before, after }) => ({ before: progressOf(before), after: progressOf(after) })),
  )

/** For tasks that go out in a transaction that also changes them otherwise. */
export const insertRunning = (tasks: readonly TaskState[]): Statement =>
  insert(tasks.map((task) => ({ ...task, taskId: task.id })))

const places = (['id', 'version'] as const).map(table.column)

/** Their attempts are over, each of which must still be as it was. */
export const leaveRunning = (tasks: readonly TaskState[]): Statement => ({
  text: leaving,
  values: [...arrays(places, tasks), tasks.length],
})

const leaving = `with gone as (
    delete from running using ${unnest(places)} as was (task_id, version)
    where running.task_id = was.task_id and running.version = was.version returning 1
  ) select expect_rows(count(*), $3) from gone`

/** The columns that an attempt's outcome changes in a task; what its dispatch has changed lies in `running`. */
const outcome = [
  ...([
    'id',
    'version',
    'status',
    'countedAttempts',
    'notBefore',
    'nextCheckAt',
    'inDoubt',
  ] as const),
  ...(['remoteId', 'url', 'error'] as const),
].map(table.column)
const outcomeNames = outcome.map(({ name }) => name)

/** Attempts whose outcome is one event: by it the version has grown by one. */
export const settleTasks = (tasks: readonly TaskState[]): Statement => ({
  text: settling,
  values: [...arrays(outcome, tasks), tasks.length],
})

const settling = `
  with settled as materialized (
    select * from ${unnest(outcome)} as settled (${outcomeNames.join(', ')})
  ), gone as (
    delete from running using settled
    where running.task_id = settled.id and running.version = settled.version - 1
    returning task_id, running.attempt, running.attempt_at, running.intent, running.cancel_requested
  ), changed as (
    update tasks set ${outcomeNames
      .slice(1)
      .map((name) => `${name} = settled.${name}`)
      .join(', ')},
      attempt = gone.attempt, attempt_at = gone.attempt_at, intent = gone.intent,
      cancel_requested = gone.cancel_requested,
      first_attempt_at = case when tasks.in_doubt then tasks.first_attempt_at
        else coalesce(tasks.first_attempt_at, gone.attempt_at) end
    from gone join settled on settled.id = gone.task_id
    where tasks.id = gone.task_id returning tasks.*
  ), ${enteringLanes}
  select expect_rows(count(*), $${outcome.length + 1}) from changed`

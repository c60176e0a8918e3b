import type { TaskState } from '@pressrun/events'
import type { Statement } from '../table/query.ts'
import { arrays, unnest } from '../table/statements.ts'
import { tasks as table } from '../tables/tasks.ts'

const waiting = 'account_id, priority, due_at, task_id, version, attempt, generation'
const asWaiting = 'account_id, priority, due_at, id, version, attempt, generation'

/**
 * SQL: of the `changed` tasks the queued ones enter their lanes: at once, or when the instant that they wait for has
 * come.
 */
export const enteringLanes = `
  queued as (
    insert into queue (${waiting}) select ${asWaiting} from changed
    where status = 'queued' and not_before is null
  ),
  put_off as (
    insert into timed (not_before, ${waiting}) select not_before, ${asWaiting} from changed
    where status = 'queued' and not_before is not null
  )`

/** The key of a task's place in the queue. The version is its guard. */
export type QueuePlace = Pick<TaskState, 'accountId' | 'priority' | 'dueAt' | 'id' | 'version'>
const place = ['accountId', 'priority', 'dueAt', 'id', 'version'] as const
export const placeColumns = place.map(table.column)
const names = placeColumns.map(({ name }) => (name === 'id' ? 'task_id' : name))
const isSame = (of: string) => names.map((name) => `${of}.${name} = was.${name}`).join(' and ')

/**
 * SQL: deletes the rows of the places `was` and returns them. One index access a row, whatever the planner thinks of a
 * table that was empty a moment ago.
 */
export const deletingQueued = `
  delete from queue where ctid = any(array(
    select place.ctid from ${unnest(placeColumns)} as was (${names.join(', ')}) cross join lateral
      (select ctid from queue where ${isSame('queue')} offset 0) place))
  returning ${waiting}`

/** SQL: the same for rows of `timed`; that instant (`not_before`) is the last of their columns. */
export const timedColumns = [...placeColumns, table.column('notBefore')]
export const deletingTimed = `
  delete from timed where ctid = any(array(
    select place.ctid from ${unnest(timedColumns)} as was (${names.join(', ')}, not_before)
      cross join lateral (select ctid from timed
        where timed.not_before = was.not_before and ${isSame('timed')} offset 0) place))
  returning ${waiting}`

/** They go on from their lanes to somewhere else; each must still be there unchanged. */
export const leaveQueue = (tasks: readonly TaskState[]): Statement => ({
  text: leavingQueue,
  values: [...arrays(placeColumns, tasks), tasks.length],
})

const leavingQueue = `with gone as (${deletingQueued}) select expect_rows(count(*), $6) from gone`

/** The same for tasks that were read in `timed`: if their instant has come since, they are in `queue`. */
export const leaveTimed = (tasks: readonly TaskState[]): Statement => ({
  text: leavingTimed,
  values: [...arrays(timedColumns, tasks), tasks.length],
})

const leavingTimed = `with in_time as (${deletingTimed}), gone as (${deletingQueued})
  select expect_rows((select count(*) from in_time) + (select count(*) from gone), $7)`

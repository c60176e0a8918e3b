import type { TaskId, TaskState } from '@pressrun/events'
import type { Change } from '../table/statements.ts'
import { leaveQueue, leaveTimed } from '../state/queue.ts'
import {
  dispatchQueued,
  dispatchTimed,
  insertRunning,
  leaveRunning,
  settleTasks,
  updateRunning,
} from '../state/running.ts'
import {
  updateMovedTasks,
  updateMovedTasksGoingOut,
  updateRestedTasksGoingOut,
  updateTasksAtRest,
} from '../state/tasks.ts'
import type { Statement } from '../table/query.ts'

type TaskChange = Change<TaskState>
type Changes = readonly TaskChange[]

/**
 * The changes of tasks in a transaction: each task leaves the row by which it moved, is written where needed, and
 * enters its next row. Most take one step, for which one statement suffices.
 */
export class TaskChanges {
  readonly #events = new Map<TaskId, number>()

  add(taskId: TaskId, events: number): void {
    this.#events.set(taskId, (this.#events.get(taskId) ?? 0) + events)
  }

  statements(at: string, changeOf: (id: TaskId) => TaskChange): Statement[] {
    const kinds = Map.groupBy(
      [...this.#events].map(([id, events]) => ({ change: changeOf(id), isOneStep: events === 1 })),
      ({ change, isOneStep }) => (isOneStep ? stepOf(change) : 'several'),
    )
    const of = (kind: ReturnType<typeof stepOf>) =>
      (kinds.get(kind) ?? []).map(({ change }) => change)
    return [
      ...dispatch(of('dispatched'), at),
      ...some(updateRunning, of('underway')),
      ...some(settleTasks, of('settled').map(afterOf)),
      ...rewrite(of('several')),
    ]
  }
}

/** The effect of one event on a task. */
function stepOf({ before, after }: TaskChange) {
  if (before.status === 'queued' && after.status === 'running') return 'dispatched'
  if (before.status !== 'running') return 'several'
  return after.status === 'running' ? 'underway' : 'settled'
}

function dispatch(changes: Changes, at: string): Statement[] {
  const [inQueue, inTime] = byInstant(changes)
  return [
    ...some((tasks) => dispatchQueued(tasks, at), inQueue),
    ...some((tasks) => dispatchTimed(tasks, at), inTime),
  ]
}

/** Every column of them is written; they leave one row and enter another. */
function rewrite(changes: Changes): Statement[] {
  const [inQueue, inTime] = byInstant(changes.filter(({ before }) => isQueued(before)))
  const wereRunning = changes.filter(({ before }) => before.status === 'running')
  const goingOut = changes.filter(({ after }) => after.status === 'running')
  const others = changes.filter(({ after }) => after.status !== 'running')
  return [
    ...some(leaveQueue, inQueue),
    ...some(leaveTimed, inTime),
    ...some(leaveRunning, wereRunning.map(beforeOf)),
    ...some(
      updateTasksAtRest,
      others.filter(({ before }) => isAtRest(before)),
    ),
    ...some(
      updateMovedTasks,
      others.filter(({ before }) => !isAtRest(before)),
    ),
    ...goOut(goingOut),
  ]
}

/** Their rows at rest say queued: they became so a moment ago, after the attempt before. */
function goOut(changes: Changes): Statement[] {
  const queued = changes.map(({ before, after }): TaskChange => ({
    before,
    after: { ...after, status: 'queued', nextCheckAt: null, attempt: after.attempt - 1 },
  }))
  return [
    ...some(
      updateRestedTasksGoingOut,
      queued.filter(({ before }) => isAtRest(before)),
    ),
    ...some(
      updateMovedTasksGoingOut,
      queued.filter(({ before }) => !isAtRest(before)),
    ),
    ...some(insertRunning, changes.map(afterOf)),
  ]
}

const isQueued = ({ status }: TaskState) => status === 'queued'
const isAtRest = ({ status }: TaskState) => status !== 'queued' && status !== 'running'
const afterOf = ({ after }: TaskChange) => after
const beforeOf = ({ before }: TaskChange) => before

/** First the tasks that wait for nothing, then those that have to wait for an instant. */
function byInstant(changes: Changes): [TaskState[], TaskState[]] {
  const tasks = changes.map(beforeOf)
  return [
    tasks.filter(({ notBefore }) => notBefore === null),
    tasks.filter(({ notBefore }) => notBefore !== null),
  ]
}

const some = <Item>(
  statement: (items: readonly Item[]) => Statement,
  items: readonly Item[],
): Statement[] => (items.length > 0 ? [statement(items)] : [])

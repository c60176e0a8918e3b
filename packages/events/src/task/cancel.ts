import { accept, nothing, refuse, unreachable } from '../decision.ts'
import type { TaskId } from '../ids.ts'
import { toInstant } from '../time.ts'
import { abandonedInDoubt } from './abandoned-in-doubt.ts'
import type { TaskDecision, TaskEvent } from './decision.ts'
import { evolveTask } from './evolve.ts'
import { identity } from './identity.ts'
import type { TaskState } from './state.ts'

export type CancelTask = {
  readonly type: 'CancelTask'
  readonly taskId: TaskId
  /**
   * A task that is on its way is cancelled as soon as its attempt is over without a post, and is not started again if
   * its publisher dies.
   */
  readonly afterAttempt?: true
  readonly now: number
}

/** Too late once it is on its way: a response of "cancelled" must be the truth. */
export function cancel({ now, afterAttempt }: CancelTask, task: TaskState): TaskDecision {
  switch (task.status) {
    case 'planned':
    case 'queued':
    case 'held':
      return accept(cancelWaiting(task, now))
    case 'cancelled':
      return nothing
    case 'running':
      if (!afterAttempt) return refuse('task-in-flight')
      if (task.cancelRequested) return nothing
      return accept({ type: 'TaskCancelRequested', data: identity(task) })
    case 'published':
    case 'failed':
    case 'unconfirmed':
      return refuse('task-over')
    default:
      return unreachable(task)
  }
}

/** What follows `settled` for a task whose cancellation was requested while it was on its way. */
export function cancelAfter(settled: TaskEvent, task: TaskState, now: number): TaskEvent[] {
  if (!task.cancelRequested) return []
  const next = evolveTask(task, settled, toInstant(now))
  return next.status === 'queued' || next.status === 'held' ? [cancelWaiting(next, now)] : []
}

const cancelWaiting = (task: TaskState, now: number): TaskEvent =>
  task.inDoubt ? abandonedInDoubt(task, now) : { type: 'TaskCancelled', data: identity(task) }

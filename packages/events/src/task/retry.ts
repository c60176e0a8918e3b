import { accept, nothing, refuse, unreachable } from '../decision.ts'
import type { EventOf } from '../event.ts'
import type { TaskId } from '../ids.ts'
import { toInstant } from '../time.ts'
import type { TaskDecision } from './decision.ts'
import { identity } from './identity.ts'
import type { TaskState } from './state.ts'

export type RetryTask = {
  readonly type: 'RetryTask'
  readonly taskId: TaskId
  readonly force: boolean
  /** The platform can be asked before anything is sent again, or makes a repeat harmless. */
  readonly repeatIsSafe?: boolean | undefined
  /** The instant its run is scheduled for: a retry does not run ahead of it. */
  readonly notBefore?: number | undefined
  /** Names the request, so that it retries once however often it is made. */
  readonly requestId?: string | undefined
  readonly now: number
}

/** The same task, its next attempt; only `force` gives it a new identity. */
export function retry(command: RetryTask, task: TaskState): TaskDecision {
  const { force, requestId } = command
  if (requestId !== undefined && task.retryRequest === requestId) return nothing
  switch (task.status) {
    case 'failed':
    case 'cancelled':
    case 'held':
      return accept(retryRequested(command, task, false))
    case 'published':
      return force ? accept(retryRequested(command, task, true)) : refuse('task-published')
    case 'unconfirmed':
      // It stays in doubt: the attempt asks the platform first, and sends only what is missing there.
      if (!force && !command.repeatIsSafe) return refuse('task-unconfirmed')
      return accept(retryRequested(command, task, force))
    case 'queued':
      return retryQueued(command, task)
    case 'running':
      return refuse('task-in-flight')
    case 'planned':
      return refuse('task-not-started')
    default:
      return unreachable(task)
  }
}

/** A backoff ends at once; a time that a person chose is changed by moving the run. */
function retryQueued(command: RetryTask, task: TaskState): TaskDecision {
  const { error, notBefore } = task
  if (notBefore === null || Date.parse(notBefore) <= command.now) return nothing
  return error === null ? refuse('task-scheduled') : accept(retryRequested(command, task, false))
}

function retryRequested(
  { now, notBefore = 0, requestId }: RetryTask,
  task: TaskState,
  force: boolean,
): EventOf<'TaskRetryRequested'> {
  const generation = task.generation + (force ? 1 : 0)
  const dueAt = toInstant(Math.max(now, notBefore))
  const request = requestId === undefined ? {} : { requestId }
  return {
    type: 'TaskRetryRequested',
    data: { ...identity(task), generation, dueAt, force, ...request },
  }
}

import { accept, nothing, refuse, unreachable, type Decision } from '../decision.ts'
import type { EventOf } from '../event.ts'
import type { TaskId } from '../ids.ts'
import { toInstant } from '../time.ts'
import type { TaskError } from './events.ts'
import { identity } from './identity.ts'
import { settle, type RecordOutcome } from './settle.ts'
import type { TaskState } from './state.ts'

export type TaskCommand =
  | { readonly type: 'DispatchTask'; readonly taskId: TaskId; readonly now: number }
  | {
      readonly type: 'StartAttempt'
      readonly taskId: TaskId
      readonly attempt: number
      readonly payloadHash: string
      readonly token: string
    }
  | RecordOutcome
  | {
      readonly type: 'RetryTask'
      readonly taskId: TaskId
      readonly force: boolean
      /** The instant its run is scheduled for: a retry does not run ahead of it. */
      readonly notBefore?: number | undefined
      readonly now: number
    }
  | { readonly type: 'CancelTask'; readonly taskId: TaskId }
  | { readonly type: 'ReleaseTask'; readonly taskId: TaskId; readonly now: number }

export type TaskEvent = EventOf<
  | 'TaskDue'
  | 'TaskAttemptStarted'
  | 'TaskPublished'
  | 'TaskAttemptFailed'
  | 'TaskUnconfirmed'
  | 'TaskHeld'
  | 'TaskReleased'
  | 'TaskRetryRequested'
  | 'TaskCancelled'
>
export type TaskRefusal =
  | 'task-not-found'
  | 'task-not-queued'
  | 'stale-attempt'
  | 'attempt-started'
  | 'task-in-flight'
  | 'task-not-started'
  | 'task-published'
  | 'task-unconfirmed'
  | 'task-over'

type TaskDecision = Decision<TaskEvent, TaskRefusal>

export function decideTask(command: TaskCommand, task: TaskState | null): TaskDecision {
  if (!task) return refuse('task-not-found')
  switch (command.type) {
    case 'DispatchTask':
      return dispatch(task, command.now)
    case 'StartAttempt':
      if (!isCurrent(task, command.attempt)) return refuse('stale-attempt')
      if (task.intent) return refuse('attempt-started')
      return accept({
        type: 'TaskAttemptStarted',
        data: { ...identity(task), payloadHash: command.payloadHash, token: command.token },
      })
    case 'RecordOutcome':
      if (!isCurrent(task, command.attempt)) return refuse('stale-attempt')
      return accept(settle(command, task))
    case 'RetryTask':
      return retry(task, command.force, Math.max(command.now, command.notBefore ?? 0))
    case 'CancelTask':
      return cancel(task)
    case 'ReleaseTask':
      if (task.status !== 'held') return nothing
      return accept({
        type: 'TaskReleased',
        data: { ...identity(task), dueAt: toInstant(command.now) },
      })
    default:
      return unreachable(command)
  }
}

const isCurrent = (task: TaskState, attempt: number) =>
  task.status === 'running' && task.attempt === attempt

function dispatch(task: TaskState, now: number): TaskDecision {
  if (task.status !== 'queued') return refuse('task-not-queued')
  return accept({
    type: 'TaskDue',
    data: {
      ...identity(task),
      attempt: task.attempt + 1,
      dueAt: task.dueAt ?? toInstant(now),
    },
  })
}

/** The same task, its next attempt; only `force` gives it a new identity. */
function retry(task: TaskState, force: boolean, now: number): TaskDecision {
  switch (task.status) {
    case 'failed':
    case 'cancelled':
    case 'held':
      return accept(retryRequested(task, false, now))
    case 'published':
      return force ? accept(retryRequested(task, true, now)) : refuse('task-published')
    case 'unconfirmed':
      return force ? accept(retryRequested(task, true, now)) : refuse('task-unconfirmed')
    case 'queued':
      return nothing
    case 'running':
      return refuse('task-in-flight')
    case 'planned':
      return refuse('task-not-started')
    default:
      return unreachable(task.status)
  }
}

function retryRequested(
  task: TaskState,
  force: boolean,
  now: number,
): EventOf<'TaskRetryRequested'> {
  const generation = task.generation + (force ? 1 : 0)
  return {
    type: 'TaskRetryRequested',
    data: { ...identity(task), generation, dueAt: toInstant(now), force },
  }
}

/** Nothing more is sent, and whether something was cannot be said: it ends unconfirmed. */
function abandonedInDoubt(task: TaskState): EventOf<'TaskUnconfirmed'> {
  const startedAt = task.attemptAt ?? task.firstAttemptAt ?? toInstant(0)
  const error: TaskError = task.error ?? {
    class: 'unknown',
    code: 'abandoned-in-doubt',
    message: 'Given up while it was not known whether an attempt had published.',
  }
  return {
    type: 'TaskUnconfirmed',
    data: { ...identity(task), startedAt, durationMs: 0, latenessMs: 0, error },
  }
}

/** Too late once it is on its way: an answer of "cancelled" must be the truth. */
function cancel(task: TaskState): TaskDecision {
  switch (task.status) {
    case 'planned':
    case 'queued':
    case 'held':
      if (task.inDoubt) return accept(abandonedInDoubt(task))
      return accept({ type: 'TaskCancelled', data: identity(task) })
    case 'cancelled':
      return nothing
    case 'running':
      return refuse('task-in-flight')
    case 'published':
    case 'failed':
    case 'unconfirmed':
      return refuse('task-over')
    default:
      return unreachable(task.status)
  }
}

import { accept, nothing, refuse, unreachable } from '../decision.ts'
import type { EventOf } from '../event.ts'
import type { TaskId } from '../ids.ts'
import { toInstant, type Instant } from '../time.ts'
import { cancel, cancelAfter, type CancelTask } from './cancel.ts'
import type { TaskDecision, TaskEvent } from './decision.ts'
import { identity } from './identity.ts'
import { afterLateOutcome } from './late-outcome.ts'
import {
  afterReconciliation,
  checkNow,
  resolve,
  type ReconcileTask,
  type RecordReconciliation,
  type ResolveTask,
} from './reconcile.ts'
import { reschedule, type RescheduleTask } from './reschedule.ts'
import { doubt, type DoubtTask } from './restored.ts'
import { retry, type RetryTask } from './retry.ts'
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
      readonly owner?: number
    }
  | RecordOutcome
  | ReconcileTask
  | RecordReconciliation
  | ResolveTask
  | RetryTask
  | CancelTask
  | RescheduleTask
  | DoubtTask
  | {
      readonly type: 'HoldTask'
      readonly taskId: TaskId
      /** Why its account is held. */
      readonly code: string
      readonly message: string
    }
  | { readonly type: 'ReleaseTask'; readonly taskId: TaskId; readonly now: number }

export function decideTask(command: TaskCommand, task: TaskState | null): TaskDecision {
  if (!task) return refuse('task-not-found')
  switch (command.type) {
    case 'DispatchTask':
      return dispatch(task, command.now)
    case 'StartAttempt':
      if (!isCurrent(task, command.attempt)) return refuse('stale-attempt')
      if (task.intent) return refuse('attempt-started')
      return accept(attemptStarted(task, command))
    case 'RecordOutcome':
      if (!isCurrent(task, command.attempt)) return afterLateOutcome(command, task)
      return settledAndCancelled(command, task)
    case 'ReconcileTask':
      return checkNow(command, task)
    case 'RecordReconciliation':
      return afterReconciliation(command, task)
    case 'ResolveTask':
      return resolve(command, task)
    case 'RetryTask':
      return retry(command, task)
    case 'CancelTask':
      return cancel(command, task)
    case 'RescheduleTask':
      return reschedule(command, task)
    case 'DoubtTask':
      return doubt(command, task)
    case 'HoldTask':
      return hold(task, command)
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

function attemptStarted(
  task: TaskState,
  { payloadHash, token, owner }: Extract<TaskCommand, { type: 'StartAttempt' }>,
): TaskEvent {
  const data = { ...identity(task), payloadHash, token, ...(owner !== undefined && { owner }) }
  return { type: 'TaskAttemptStarted', data }
}

const isCurrent = (task: TaskState, attempt: number) =>
  task.status === 'running' && task.attempt === attempt

function dispatch(task: TaskState, now: number): TaskDecision {
  if (task.status !== 'queued') return refuse('task-not-queued')
  return accept(taskDue({ ...task, dueAt: task.dueAt ?? toInstant(now) }))
}

/** A queued task goes out. */
export const taskDue = (
  task: Parameters<typeof identity>[0] & { readonly dueAt: Instant },
): EventOf<'TaskDue'> => ({
  type: 'TaskDue',
  data: { ...identity(task), attempt: task.attempt + 1, dueAt: task.dueAt },
})

/** It has not gone out: it keeps its place in the lane until its account recovers. */
function hold(
  task: TaskState,
  { code, message }: { readonly code: string; readonly message: string },
): TaskDecision {
  if (task.status !== 'queued') return nothing
  return accept({
    type: 'TaskHeldWithAccount',
    data: { ...identity(task), error: { class: 'auth-required', code, message } },
  })
}

/** An attempt that is over without a post is the last of a task that is to be cancelled. */
function settledAndCancelled(command: RecordOutcome, task: TaskState): TaskDecision {
  const settled = settle(command, task)
  return accept(settled, ...cancelAfter(settled, task, command.now))
}

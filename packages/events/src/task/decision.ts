import type { Decision } from '../decision.ts'
import type { EventOf } from '../event.ts'

export type TaskEvent = EventOf<
  | 'TaskDue'
  | 'TaskAttemptStarted'
  | 'TaskPublished'
  | 'TaskAttemptFailed'
  | 'TaskUnconfirmed'
  | 'TaskReconcileDue'
  | 'TaskStillUnconfirmed'
  | 'TaskLateOutcome'
  | 'TaskHeld'
  | 'TaskHeldWithAccount'
  | 'TaskReleased'
  | 'TaskRetryRequested'
  | 'TaskRescheduled'
  | 'TaskCancelRequested'
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
  | 'task-scheduled'
  | 'task-unconfirmed'
  | 'task-not-unconfirmed'
  | 'task-over'

export type TaskDecision = Decision<TaskEvent, TaskRefusal>

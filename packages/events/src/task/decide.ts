import { accept, nothing, refuse, unreachable, type Decision } from '../decision.ts'
import type { EventOf } from '../event.ts'
import type { TaskId } from '../ids.ts'
import { toInstant } from '../time.ts'
import type { TaskError } from './events.ts'
import { repeatIsHarmless, type CommitOutcome, type IdempotencyClass } from './outcome.ts'
import { backoffMs, type RetryPolicy } from './retry-policy.ts'
import type { TaskState } from './state.ts'

export type RecordOutcome = {
  readonly type: 'RecordOutcome'
  readonly taskId: TaskId
  /** The attempt this outcome belongs to: a late word about an older one drives nothing. */
  readonly attempt: number
  readonly outcome: CommitOutcome
  readonly idempotency: { class: IdempotencyClass; keyWindowMs?: number | undefined }
  readonly policy: RetryPolicy
  readonly startedAt: number
  readonly now: number
  /** In [0, 1): the jitter of the backoff. */
  readonly random: number
}

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

/** A platform may ask for more; it is asked again after this. */
export const askedWaitMaxMs = 24 * 3_600_000

const isCurrent = (task: TaskState, attempt: number) =>
  task.status === 'running' && task.attempt === attempt

const identity = (task: TaskState) => ({
  runId: task.runId,
  accountId: task.accountId,
  platform: task.platform,
  attempt: task.attempt,
  generation: task.generation,
})

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

function settle(command: RecordOutcome, task: TaskState): TaskEvent {
  const { outcome, now } = command
  const attempt = { ...identity(task), ...timing(command, task) }
  switch (outcome.outcome) {
    case 'published': {
      const { outcome: _, ...remote } = outcome
      return { type: 'TaskPublished', data: { ...attempt, ...remote } }
    }
    case 'rejected':
      // What came before may be visible all the same: a refused repeat does not undo it.
      if (task.inDoubt)
        return { type: 'TaskUnconfirmed', data: { ...attempt, error: errorOf(outcome) } }
      return failed(attempt, errorOf(outcome), task.spent + 1)
    case 'rate-limited': {
      const asked = askedWaitMs(outcome.until, now)
      const wait = Math.max(asked, backoff(command, task.attempt))
      return failed(attempt, errorOf(outcome), task.spent, now + wait)
    }
    case 'auth-required':
      return { type: 'TaskHeld', data: { ...attempt, error: errorOf(outcome) } }
    case 'not-sent':
      return failed(attempt, errorOf(outcome), task.spent, now + backoff(command, task.attempt))
    case 'unknown':
      return unknownOutcome(command, task, attempt, errorOf(outcome))
    default:
      return unreachable(outcome)
  }
}

/** What the platform asked for, as far as it makes sense: an outcome must always be recordable. */
function askedWaitMs(until: Date | undefined, now: number): number {
  const wait = (until?.getTime() ?? now) - now
  return Number.isNaN(wait) ? 0 : Math.min(wait, askedWaitMaxMs)
}

/** Only a repeat that the platform itself makes harmless may follow an unknown outcome. */
function unknownOutcome(
  command: RecordOutcome,
  task: TaskState,
  attempt: AttemptFacts,
  error: TaskError,
): TaskEvent {
  const spent = task.spent + 1
  const retryAt = command.now + backoff(command, spent)
  const firstAt = Date.parse(task.firstAttemptAt ?? attempt.startedAt)
  if (
    spent < command.policy.attemptsMax &&
    repeatIsHarmless(command.idempotency, retryAt - firstAt)
  )
    return failed(attempt, error, spent, retryAt)
  return { type: 'TaskUnconfirmed', data: { ...attempt, error } }
}

const backoff = (command: RecordOutcome, failures: number) =>
  backoffMs(command.policy, failures, command.random)

type AttemptFacts = ReturnType<typeof identity> & ReturnType<typeof timing>

function timing(command: RecordOutcome, task: TaskState) {
  const due = Date.parse(task.dueAt ?? task.attemptAt ?? toInstant(command.startedAt))
  return {
    startedAt: toInstant(command.startedAt),
    durationMs: Math.max(0, command.now - command.startedAt),
    latenessMs: Math.max(0, command.startedAt - due),
  }
}

function failed(
  attempt: AttemptFacts,
  error: TaskError,
  spent: number,
  retryAt?: number,
): EventOf<'TaskAttemptFailed'> {
  const next = retryAt === undefined ? {} : { retryAt: toInstant(retryAt) }
  return { type: 'TaskAttemptFailed', data: { ...attempt, error, spent, ...next } }
}

function errorOf(outcome: Exclude<CommitOutcome, { outcome: 'published' }>): TaskError {
  switch (outcome.outcome) {
    case 'rate-limited':
      return {
        class: 'rate-limited',
        code: 'rate-limited',
        message: `The ${outcome.scope} is limited${untilText(outcome.until)}.`,
      }
    case 'auth-required':
      return { class: 'auth-required', code: 'auth-required', message: outcome.message }
    case 'rejected':
    case 'not-sent':
    case 'unknown':
      return { class: outcome.outcome, code: outcome.code, message: outcome.message }
    default:
      return unreachable(outcome)
  }
}

const untilText = (until: Date | undefined) =>
  until && !Number.isNaN(until.getTime()) ? ` until ${until.toISOString()}` : ''

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

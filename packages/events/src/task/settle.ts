import { unreachable } from '../decision.ts'
import type { EventOf } from '../event.ts'
import type { TaskId } from '../ids.ts'
import { toInstant } from '../time.ts'
import type { TaskError } from './events.ts'
import { identity } from './identity.ts'
import { checksFirst, repeatIsHarmless, type CommitOutcome, type Idempotency } from './outcome.ts'
import { reconcileGapMs } from './reconcile.ts'
import { sinceFirstAttemptMs } from './restored.ts'
import { backoffMs, type RetryPolicy } from './retry-policy.ts'
import type { TaskState } from './state.ts'

export type RecordOutcome = {
  readonly type: 'RecordOutcome'
  readonly taskId: TaskId
  /** The attempt this outcome belongs to: a late result of an older one drives nothing. */
  readonly attempt: number
  readonly generation: number
  readonly outcome: CommitOutcome
  /** Before it sent anything it searched for posts of earlier attempts: there were none. */
  readonly foundAbsent?: boolean | undefined
  /** It is not to be retried, whatever the outcome. */
  readonly isLast?: boolean | undefined
  readonly idempotency: Idempotency
  readonly policy: RetryPolicy
  readonly startedAt: number
  readonly now: number
  /** In [0, 1): the jitter of the backoff. */
  readonly random: number
}

/** A platform may ask for more; it is asked again after this. */
export const askedWaitMaxMs = 24 * 3_600_000

type Settled = EventOf<'TaskPublished' | 'TaskAttemptFailed' | 'TaskUnconfirmed' | 'TaskHeld'>

/** The effect of an attempt's outcome on its task. */
export function settle(command: RecordOutcome, task: TaskState): Settled {
  const { outcome, now } = command
  const attempt = { ...identity(task), ...timing(command, task) }
  switch (outcome.outcome) {
    case 'published': {
      const { outcome: _, ...remote } = outcome
      return { type: 'TaskPublished', data: { ...attempt, ...remote } }
    }
    case 'rejected':
      // Earlier attempts may be visible all the same: a refused repeat does not undo them.
      if (task.inDoubt && !command.foundAbsent)
        return unconfirmed(command, attempt, errorOf(outcome))
      return failed(command, attempt, errorOf(outcome), task.countedAttempts + 1)
    case 'rate-limited':
    case 'not-sent': {
      const settleMs = 'settling' in outcome ? command.idempotency.settleMs : 0
      const asked = askedWaitMs(outcome.until, now)
      const wait = Math.max(asked, settleMs, backoff(command, task.attempt))
      return failed(command, attempt, errorOf(outcome), task.countedAttempts, now + wait)
    }
    case 'auth-required':
      return { type: 'TaskHeld', data: { ...attempt, error: errorOf(outcome) } }
    case 'unknown':
      return unknownOutcome({ ...command, outcome }, task, attempt)
    default:
      return unreachable(outcome)
  }
}

/** The delay that the platform asked for, within reason: an outcome must always be recordable. */
function askedWaitMs(until: Date | undefined, now: number): number {
  const wait = (until?.getTime() ?? now) - now
  return Number.isNaN(wait) ? 0 : Math.min(wait, askedWaitMaxMs)
}

/**
 * After an unknown outcome only a check may follow, or a repeat that the platform itself makes harmless. Both wait
 * until all requests in flight have arrived: some servers make two posts of one key when both requests are in flight
 * at once.
 */
function unknownOutcome(
  command: RecordOutcome & { readonly outcome: Extract<CommitOutcome, { outcome: 'unknown' }> },
  task: TaskState,
  attempt: AttemptFacts,
): Settled {
  const { idempotency, now, outcome } = command
  const error = errorOf(outcome)
  // A platform that names a time to come back is not given up for being away.
  const countedAttempts = outcome.until ? task.countedAttempts : task.countedAttempts + 1
  if (command.isLast || countedAttempts >= command.policy.attemptsMax)
    return unconfirmed(command, attempt, error)
  const failures = outcome.until ? task.attempt : countedAttempts
  const asked = askedWaitMs(outcome.until, now)
  const retryAt = now + Math.max(asked, backoff(command, failures), idempotency.settleMs)
  const sinceFirstMs = sinceFirstAttemptMs(task, retryAt)
  if (repeatIsHarmless(idempotency, sinceFirstMs) || checksFirst(idempotency, sinceFirstMs))
    return failed(command, attempt, error, countedAttempts, retryAt)
  return unconfirmed(command, attempt, error)
}

function unconfirmed(
  { idempotency, now, outcome }: RecordOutcome,
  attempt: AttemptFacts,
  error: TaskError,
): EventOf<'TaskUnconfirmed'> {
  const asked = outcome.outcome === 'unknown' ? askedWaitMs(outcome.until, now) : 0
  const nextCheckAt = toInstant(now + Math.max(asked, reconcileGapMs(0), idempotency.settleMs))
  return {
    type: 'TaskUnconfirmed',
    data: { ...attempt, error, ...(idempotency.canReconcile ? { nextCheckAt } : {}) },
  }
}

const backoff = (command: RecordOutcome, failures: number) =>
  backoffMs(command.policy, failures, command.random)

type AttemptFacts = ReturnType<typeof identity> & ReturnType<typeof timing>

export function timing(command: RecordOutcome, task: TaskState) {
  const due = Date.parse(task.dueAt ?? task.attemptAt ?? toInstant(command.startedAt))
  return {
    startedAt: toInstant(command.startedAt),
    durationMs: Math.max(0, command.now - command.startedAt),
    latenessMs: Math.max(0, command.startedAt - due),
  }
}

function failed(
  { foundAbsent }: RecordOutcome,
  attempt: AttemptFacts,
  error: TaskError,
  countedAttempts: number,
  retryAt?: number,
): EventOf<'TaskAttemptFailed'> {
  const next = retryAt === undefined ? {} : { retryAt: toInstant(retryAt) }
  const absent = foundAbsent ? { absent: true as const } : {}
  return {
    type: 'TaskAttemptFailed',
    data: { ...attempt, error, countedAttempts, ...next, ...absent },
  }
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

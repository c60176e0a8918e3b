import type { TaskContext } from '@pressrun/queries'
import {
  checksFirst,
  maxInFlightDefault,
  sinceFirstAttemptMs,
  type BlockReason,
  type Idempotency,
  type Instant,
  type TaskState,
} from '@pressrun/events'

export type BlockedOn = {
  readonly reason: BlockReason
  /** When it continues by itself, where that is known. */
  readonly until?: Instant
}

export type WaitingTask = Pick<
  TaskState,
  'status' | 'notBefore' | 'nextCheckAt' | 'firstAttemptAt' | 'inDoubt' | 'error'
>

/** What affects a task, and how its platform treats a repeat, should it be in doubt. */
export type BlockContext = TaskContext & { readonly idempotency?: Idempotency | undefined }

/**
 * Why a task waits; undefined when it does not, or is next. Of several reasons those that need a person come first,
 * then those that need time, then those that need a free slot. Only queued and unconfirmed tasks need their context.
 */
export function blockedOn(
  task: WaitingTask,
  around: BlockContext | undefined,
  now: number,
): BlockedOn | undefined {
  switch (task.status) {
    case 'planned':
      return { reason: 'run-not-started' }
    case 'held':
      return { reason: 'account-held' }
    case 'unconfirmed':
      return waitsForKnowledge(task, around)
    case 'queued':
      if (!around) return waitsForItsTime(task, now)
      return waitsForPerson(around) ?? waitsForTime(task, around, now) ?? waitsForSlot(around)
    default:
      return undefined
  }
}

function waitsForItsTime({ notBefore: until }: WaitingTask, now: number): BlockedOn | undefined {
  return until && Date.parse(until) > now ? { reason: 'scheduled', until } : undefined
}

/** The platform of a paused or held account is not asked either. */
function waitsForKnowledge(
  { nextCheckAt: until }: WaitingTask,
  around: BlockContext | undefined,
): BlockedOn {
  if (!until || around?.accountStatus === 'removed') return { reason: 'resolution' }
  return (around && waitsForAccount(around)) ?? { reason: 'reconciliation', until }
}

const waitsForPerson = (around: BlockContext): BlockedOn | undefined =>
  around.runStatus === 'paused' ? { reason: 'run-paused' } : waitsForAccount(around)

function waitsForAccount({ accountStatus }: BlockContext): BlockedOn | undefined {
  if (accountStatus === 'held') return { reason: 'account-held' }
  if (accountStatus === 'paused') return { reason: 'account-paused' }
  return undefined
}

function waitsForTime(task: WaitingTask, around: BlockContext, now: number): BlockedOn | undefined {
  const { notBefore } = task
  const { blockedUntil, breakerOpenUntil } = around
  const notBeforeMs = notBefore ? Date.parse(notBefore) : now
  const unblockedMs = blockedUntil ? Date.parse(blockedUntil) : now
  const openMs = breakerOpenUntil ? Date.parse(breakerOpenUntil) : now
  if (breakerOpenUntil && openMs > Math.max(now, unblockedMs) && openMs >= notBeforeMs)
    return { reason: 'breaker', until: breakerOpenUntil }
  if (blockedUntil && unblockedMs > now && unblockedMs >= notBeforeMs)
    return { reason: 'rate-limit', until: blockedUntil }
  if (notBefore && notBeforeMs > now)
    return { reason: reasonOfTime(task, around.idempotency, notBeforeMs), until: notBefore }
  // A probe is in flight, with an unknown outcome.
  return breakerOpenUntil ? { reason: 'breaker' } : undefined
}

/** In doubt it is not sent again before its platform was asked, unless a repeat is harmless. */
function reasonOfTime(
  { error, inDoubt, firstAttemptAt }: WaitingTask,
  idempotency: Idempotency | undefined,
  notBeforeMs: number,
) {
  if (!error) return 'scheduled'
  if (!inDoubt || !idempotency) return 'backoff'
  const sinceFirstMs = sinceFirstAttemptMs({ firstAttemptAt, inDoubt }, notBeforeMs)
  return checksFirst(idempotency, sinceFirstMs) ? 'reconciliation' : 'backoff'
}

function waitsForSlot(around: BlockContext): BlockedOn | undefined {
  const maxInFlight = around.limits.maxInFlight ?? maxInFlightDefault
  // A rate may leave no capacity before a task is back, however much `maxInFlight` allows.
  const laneIsFull = around.laneReason === 'account-in-flight' && around.inFlightOfAccount > 0
  if (laneIsFull || around.inFlightOfAccount >= maxInFlight) return { reason: 'account-in-flight' }
  if (around.inFlightOfRun >= around.concurrency) return { reason: 'run-concurrency' }
  return undefined
}

import type { TaskSurroundings } from '@pressrun/db/queries'
import type { Instant, TaskStatus } from '@pressrun/events'

export const blockReasons = [
  'run-not-started',
  'run-paused',
  'account-held',
  'account-paused',
  'scheduled',
  'backoff',
  'rate-limit',
  'account-in-flight',
  'run-concurrency',
] as const

export type BlockedOn = {
  readonly reason: (typeof blockReasons)[number]
  /** When it goes on by itself, where that is known. */
  readonly until?: Instant
}

export type WaitingTask = {
  readonly status: TaskStatus
  readonly attempt: number
  readonly eligibleAt: Instant | null
  /** It has failed before, and waits for its next attempt. */
  readonly hasFailed: boolean
}

const maxInFlightDefault = 1

/**
 * Why a task waits; undefined when it does not, or is next. Of several reasons the one that takes a
 * person comes first, then the one that takes time, then the one that takes room.
 */
export function blockedOn(
  task: WaitingTask,
  around: TaskSurroundings,
  now: number,
): BlockedOn | undefined {
  if (task.status === 'planned') return { reason: 'run-not-started' }
  if (task.status === 'held') return { reason: 'account-held' }
  if (task.status !== 'queued') return undefined
  return waitsForPerson(around) ?? waitsForTime(task, around, now) ?? waitsForRoom(around)
}

function waitsForPerson({ runStatus, accountStatus }: TaskSurroundings): BlockedOn | undefined {
  if (runStatus === 'paused') return { reason: 'run-paused' }
  if (accountStatus === 'held') return { reason: 'account-held' }
  if (accountStatus === 'paused') return { reason: 'account-paused' }
  return undefined
}

function waitsForTime(
  { eligibleAt, hasFailed }: WaitingTask,
  { blockedUntil }: TaskSurroundings,
  now: number,
): BlockedOn | undefined {
  const eligibleMs = eligibleAt ? Date.parse(eligibleAt) : now
  const unblockedMs = blockedUntil ? Date.parse(blockedUntil) : now
  if (blockedUntil && unblockedMs > now && unblockedMs >= eligibleMs)
    return { reason: 'rate-limit', until: blockedUntil }
  if (eligibleAt && eligibleMs > now)
    return { reason: hasFailed ? 'backoff' : 'scheduled', until: eligibleAt }
  return undefined
}

function waitsForRoom(around: TaskSurroundings): BlockedOn | undefined {
  const maxInFlight = around.limits.maxInFlight ?? maxInFlightDefault
  if (around.inFlightOfAccount >= maxInFlight) return { reason: 'account-in-flight' }
  if (around.inFlightOfRun >= around.concurrency) return { reason: 'run-concurrency' }
  return undefined
}

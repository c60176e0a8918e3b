import type { AccountId, TaskId } from '@pressrun/events'

/**
 * The circuit breaker of an upstream. It opens when attempts fail for infrastructure reasons, one after the
 * other and for several accounts. When its time is up, one task is sent as a probe, and its outcome closes
 * the breaker or keeps it open.
 */
export type Breaker = {
  /** Consecutive failures. */
  readonly failures: number
  /** When the first of them occurred. */
  readonly failingSince: number | null
  /** The accounts they came from; two are enough as evidence. */
  readonly accounts: readonly AccountId[]
  /** Open unless null; due for a probe from then on. */
  readonly openUntil: number | null
  readonly probe: TaskId | null
  /** The upstream asked all accounts to wait until then. */
  readonly blockedUntil: number | null
}

export const closedBreaker: Breaker = {
  failures: 0,
  failingSince: null,
  accounts: [],
  openUntil: null,
  probe: null,
  blockedUntil: null,
}

/** What the end of an attempt says about the upstream. */
export type AttemptSignal = {
  readonly accountId: AccountId
  readonly taskId: TaskId
  /** Failing: it was not reached, or its answer is unknown. Neutral: the fault was our own. */
  readonly verdict: 'healthy' | 'failing' | 'neutral'
}

/** Whether the attempt before that one reached the upstream; null when there was none. */
export type Healthy = boolean | null

const failuresMax = 5
const accountsMin = 2
export const openMs = 60_000

/** The wait after a failed probe of an account with no history. */
export const nextProbeMs = 100

export function applySignal(
  breaker: Breaker,
  signal: AttemptSignal,
  wasHealthy: Healthy,
  now: number,
): Breaker {
  if (breaker.openUntil !== null) return applyWhileOpen(breaker, signal, wasHealthy, now)
  if (signal.verdict === 'neutral') return breaker
  if (signal.verdict === 'healthy')
    return breaker.failures === 0 ? breaker : { ...breaker, ...closed }
  const accounts = withAccount(breaker.accounts, signal.accountId)
  const failures = breaker.failures + 1
  const opens = failures >= failuresMax && accounts.length >= accountsMin
  const failingSince = breaker.failingSince ?? now
  return { ...breaker, failures, failingSince, accounts, openUntil: opens ? now + openMs : null }
}

const closed = {
  failures: 0,
  failingSince: null,
  accounts: [],
  openUntil: null,
  probe: null,
} as const

/**
 * Attempts that were in flight when the breaker opened end late and prove nothing: only the probe does. A neutral probe
 * leaves the breaker due for another. A failure from an account that never succeeded or failed before may be that
 * account's own, so the next account is tried soon. There is one probe at a time, and each such account is tried once,
 * so an upstream that is down gets no burst.
 */
function applyWhileOpen(
  breaker: Breaker,
  { taskId, verdict }: AttemptSignal,
  wasHealthy: Healthy,
  now: number,
): Breaker {
  if (taskId !== breaker.probe) return breaker
  if (verdict === 'healthy') return { ...breaker, ...closed }
  const pauseMs = wasHealthy === null ? nextProbeMs : openMs
  return {
    ...breaker,
    openUntil: verdict === 'failing' ? now + pauseMs : breaker.openUntil,
    probe: null,
  }
}

function withAccount(accounts: readonly AccountId[], accountId: AccountId): readonly AccountId[] {
  if (accounts.length >= accountsMin || accounts.includes(accountId)) return accounts
  return [...accounts, accountId]
}

/** How many tasks may go to the upstream now. */
export function freeSlotsBehind({ openUntil, probe }: Breaker, now: number): number {
  if (openUntil === null) return Infinity
  return isDue({ openUntil, probe }, now) ? 1 : 0
}

/** Open, and due for a probe. */
export const isDue = ({ openUntil, probe }: Pick<Breaker, 'openUntil' | 'probe'>, now: number) =>
  openUntil !== null && openUntil <= now && probe === null

export const sentAsProbe = (breaker: Breaker, taskId: TaskId, now: number): Breaker =>
  isDue(breaker, now) ? { ...breaker, probe: taskId } : breaker

/** An upstream whose breaker has opened or closed. */
export type BreakerChange = { readonly upstream: string; readonly isOpen: boolean }

/** Nothing of it needs to be stored. */
export const isClosed = ({ failures, openUntil, blockedUntil }: Breaker): boolean =>
  failures === 0 && openUntil === null && blockedUntil === null

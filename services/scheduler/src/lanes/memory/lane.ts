import type { AccountId, AccountLimits, AccountStatus, LaneReason } from '@pressrun/events'
import { afterPosts, ratesOf, type RestAt } from '../rules/rates.ts'
import type { RunFacts } from './run-facts.ts'

/** What is known of an account. Instants in milliseconds. */
export type Facts = {
  readonly upstream: string
  readonly platform: string
  readonly status: AccountStatus
  readonly limits: AccountLimits
  readonly blockedUntil: number | null
}

/** An upstream that does not answer is nobody else's concern: the reason is told to no one. */
type SleepReason = LaneReason | 'no-answer'

/** Why a lane sleeps that has something to send, and what wakes it. */
export type Sleep = {
  readonly reason: SleepReason
  readonly until?: number
  /** It waits for its own rates, which nobody else can compute: that is kept in its row. */
  readonly isRate?: true
  /** Full runs: any of them may have room again. */
  readonly runs?: readonly RunFacts[]
  /** It waits for room behind its upstream. */
  readonly upstream?: string
}

export type PersistedSleep = {
  readonly reason: LaneReason | null
  readonly until: number | null
  readonly lastAt: number | null
}

/** The queue of an account, as far as it has to be known between two passes. */
export type Lane = {
  readonly accountId: AccountId
  /** Null until they are read, together with what its row says of it. */
  facts: Facts | null
  /** The account has changed: its facts are read again before it sends. */
  isStale: boolean
  /** Something may be queued in it. If not, nothing is before a signal comes. */
  hasWork: boolean
  /** Null while it is ready, or has nothing to send. */
  sleep: Sleep | null
  inFlight: number
  /** How much it has had, in the stride's own time. */
  virtualTime: number
  restAt: RestAt
  lastAt: number | null
  /** Whether the last attempt of its account reached the upstream; null before there was one. */
  healthy: boolean | null
  /** How many of its tasks are read, at least: more after full runs had all that was read. */
  depth: number
  /** The instant for which it, or a task in it, waited last. */
  sleptUntil: number | null
  /** What its row says of its rates, and when it sent something. */
  persisted: PersistedSleep
}

export const newLane = (accountId: AccountId, virtualTime: number): Lane => ({
  accountId,
  facts: null,
  isStale: true,
  hasWork: false,
  sleep: null,
  inFlight: 0,
  virtualTime,
  restAt: {},
  lastAt: null,
  healthy: null,
  depth: 1,
  sleptUntil: null,
  persisted: { reason: null, until: null, lastAt: null },
})

/** No rest is longer than that of the rates there are now, from now: they may have been changed, or the clock. */
export function clampRates(lane: Lane, ratesNow: number): void {
  if (Object.keys(lane.restAt).length === 0) return
  lane.restAt = afterPosts(ratesOf(lane.facts?.limits ?? {}), lane.restAt, 0, ratesNow)
}

type Healths = Pick<Lane, 'healthy' | 'lastAt'>

/**
 * Healthy ones first, the most recent of them first, then those of which nothing is known, then those that failed, the
 * one that was tried the longest ago first.
 */
export const byHealth = (a: Healths, b: Healths): number =>
  rankOf(a) - rankOf(b) || ((b.lastAt ?? 0) - (a.lastAt ?? 0)) * (a.healthy ? 1 : -1)

const rankOf = ({ healthy }: Healths): number => (healthy === null ? 1 : healthy ? 0 : 2)

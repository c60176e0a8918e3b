import type { AccountId, AccountLimits, AccountStatus, LaneReason } from '@pressrun/events'
import { afterPosts, ratesOf, type RestAt } from '../rules/rates.ts'
import type { RunFacts } from './run-facts.ts'

/** What a lane's account allows now. Instants in milliseconds. */
export type Facts = {
  readonly upstream: string
  readonly platform: string
  readonly status: AccountStatus
  readonly limits: AccountLimits
  readonly blockedUntil: number | null
}

/** That an upstream does not answer is not shown to users. */
type SleepReason = LaneReason | 'no-answer'

/** Why a lane with queued tasks sleeps, and what wakes it. */
export type Sleep = {
  readonly reason: SleepReason
  readonly until?: number
  /** It waits for its own rates, which no other process can compute: so they are stored in its row. */
  readonly isRate?: true
  /** Full runs: any of them may free a slot. */
  readonly runs?: readonly RunFacts[]
  /** It waits for capacity behind its upstream. */
  readonly upstream?: string
}

export type PersistedSleep = {
  readonly reason: LaneReason | null
  readonly until: number | null
  readonly lastAt: number | null
}

/** The queue of an account, as far as it must be known between two passes. */
export type Lane = {
  readonly accountId: AccountId
  /** Null until they are read, together with its row. */
  facts: Facts | null
  /** The account has changed: its facts are read again before it sends. */
  isStale: boolean
  /** Something may be queued in it. If false, nothing is until a signal comes. */
  hasWork: boolean
  /** Null while it is ready, or has nothing to send. */
  sleep: Sleep | null
  inFlight: number
  /** How much it was served, in virtual time. */
  virtualTime: number
  restAt: RestAt
  lastAt: number | null
  /** Whether the last attempt of its account reached the upstream; null before there was one. */
  healthy: boolean | null
  /** How many of its tasks are read at least: more after all that was read belonged to full runs. */
  depth: number
  /** Until when it, or a task in it, waited last. */
  sleptUntil: number | null
  /** What its row holds of its rates, and when it last sent something. */
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

/** No rest is longer than the present rates ask for, counted from now: rates or the clock may have been changed. */
export function clampRates(lane: Lane, ratesNow: number): void {
  if (Object.keys(lane.restAt).length === 0) return
  lane.restAt = afterPosts(ratesOf(lane.facts?.limits ?? {}), lane.restAt, 0, ratesNow)
}

type Healths = Pick<Lane, 'healthy' | 'lastAt'>

/** Healthy accounts first (latest first), then those never tried, then failed ones (earliest first). */
export const byHealth = (a: Healths, b: Healths): number =>
  rankOf(a) - rankOf(b) || ((b.lastAt ?? 0) - (a.lastAt ?? 0)) * (a.healthy ? 1 : -1)

const rankOf = ({ healthy }: Healths): number => (healthy === null ? 1 : healthy ? 0 : 2)

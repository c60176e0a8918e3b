import type { AccountId } from '@pressrun/events'
import { isDue, type AttemptSignal, type Healthy } from './breaker.ts'
import type { FoundLane, Head, LeftLane } from './lane.ts'
import type { Breakers } from './learn-remotes.ts'

/** The accounts whose attempts have ended, with whether the last of them reached the remote. */
export type Health = ReadonlyMap<AccountId, boolean>

/** Trouble of our own says nothing about an account. */
export const healthAfter = (signals: readonly AttemptSignal[]): Health =>
  new Map(
    signals.flatMap(({ accountId, verdict }) =>
      verdict === 'neutral' ? [] : [[accountId, verdict === 'healthy'] as const],
    ),
  )

export function withHealth<Found extends LeftLane>(found: Found, health: Health): Found {
  const healthy = health.get(found.accountId)
  if (healthy === undefined || healthy === found.lane.healthy) return found
  return { ...found, lane: { ...found.lane, healthy } }
}

type Known = { readonly breakers: Breakers; readonly health: Health }

/**
 * The lanes in the order in which they are served: as they are, except that behind a remote that is due
 * for a probe healthy accounts come before those of which nothing is known, and those that failed last.
 */
export function healthiestFirst<Task extends Head>(
  lanes: readonly FoundLane<Task>[],
  { breakers, health }: Known,
  now: number,
): readonly FoundLane<Task>[] {
  const due = new Set([...breakers].flatMap(([remote, one]) => (isDue(one, now) ? remote : [])))
  if (due.size === 0) return lanes
  const rank = (found: FoundLane<Task>) =>
    due.has(found.remote) ? rankOf(withHealth(found, health).lane.healthy) : 0
  return lanes.toSorted((a, b) => rank(a) - rank(b))
}

export const rankOf = (healthy: Healthy): number => (healthy === null ? 1 : healthy ? 0 : 2)

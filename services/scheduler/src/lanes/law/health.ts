import type { AccountId } from '@pressrun/events'
import { isDue, type AttemptSignal } from './breaker.ts'
import type { FoundLane, Head, Lane, LeftLane } from './lane.ts'
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
 * The lanes in the order in which they are served: as they are, except that those behind a remote that is
 * due for a probe, of which one sends something, come last and in the order of their health.
 */
export function healthiestFirst<Task extends Head>(
  lanes: readonly FoundLane<Task>[],
  { breakers, health }: Known,
  now: number,
): readonly FoundLane<Task>[] {
  const due = new Set([...breakers].flatMap(([remote, one]) => (isDue(one, now) ? remote : [])))
  if (due.size === 0) return lanes
  const behindDue = lanes
    .filter(({ remote }) => due.has(remote))
    .toSorted((a, b) => byHealth(withHealth(a, health).lane, withHealth(b, health).lane))
  return [...lanes.filter(({ remote }) => !due.has(remote)), ...behindDue]
}

/** Healthy ones first, most recently first, then those of which nothing is known, then those that failed. */
export const byHealth = (a: Lane, b: Lane): number =>
  rankOf(a) - rankOf(b) || (a.healthy ? (b.lastAt ?? 0) - (a.lastAt ?? 0) : 0)

const rankOf = ({ healthy }: Lane): number => (healthy === null ? 1 : healthy ? 0 : 2)

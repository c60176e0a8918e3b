import { maxInFlightDefault, type LaneReason } from '@pressrun/events'
import type { Breaker } from './breaker.ts'
import { roomBehind } from './breaker.ts'
import type { FoundLane, Head, Lane } from './lane.ts'
import { afterPosts, ratesOf, roomIn, type Room } from './rates.ts'
import type { RunRoom } from './run-room.ts'

export type Look = {
  readonly now: number
  /** The clock of the rates, which is the same for all schedulers. */
  readonly ratesNow: number
  readonly virtualTime: number
  /** The free places in runs; serving lanes takes them. */
  readonly runs: RunRoom
  readonly breaker: Breaker
  /** There may be more lanes than one look takes. */
  readonly crowded: boolean
}

export type Served<Task extends Head> = {
  readonly lane: Lane
  readonly out: readonly Task[]
}

/**
 * What goes out of a lane now, and how long the lane sleeps then. A task takes all its limits here at
 * once, or none of them. Tasks held up by a full run are passed over: the lane is free for others.
 */
export function serveLane<Task extends Head>(found: FoundLane<Task>, look: Look): Served<Task> {
  const lane = caughtUp(found, look.ratesNow)
  const closed = closedBy(found, look)
  if (closed) return { lane: { ...lane, ...asleep, ...closed }, out: [] }
  if (isEmpty(found)) return { lane: { ...lane, ...restOf(found, [], lane, look) }, out: [] }
  const rates = ratesOf(found.limits)
  const slots = (found.limits.maxInFlight ?? maxInFlightDefault) - found.inFlight
  const rate = roomIn(rates, lane.restAt, found.inFlight, look.ratesNow)
  const behind = roomBehind(look.breaker, look.now)
  const out = takeHeads(found.heads, Math.min(slots, rate.posts, behind, found.headsMax), look.runs)
  const next = moved(lane, out.length, found, look)
  if (out.length >= slots)
    return { lane: { ...next, ...whileFull(hasMore(found, out), next, look) }, out }
  if (out.length >= rate.posts) {
    const left = roomIn(rates, lane.restAt, next.inFlight, look.ratesNow)
    return { lane: { ...next, ...asleep, ...untilRate(left, look) }, out }
  }
  if (out.length >= behind && found.heads.length > out.length)
    return { lane: { ...next, ...waiting('breaker', found.remote, next, look) }, out }
  return { lane: { ...next, ...restOf(found, out, next, look) }, out }
}

const isEmpty = ({ heads, headsMax }: FoundLane) => heads.length === 0 && headsMax > 0

/** More tasks are ready than were looked at, or than may go out in one look. */
const hasMore = ({ heads, headsMax, more }: FoundLane, out: readonly Head[]) =>
  more || (out.length >= headsMax && heads.length > out.length)

/** An attempt that has ended is counted once, at the first look that finds it gone. */
function caughtUp({ lane, limits, inFlight }: FoundLane, now: number): Lane {
  const ended = Math.max(0, lane.inFlight - inFlight)
  return { ...lane, inFlight, restAt: afterPosts(ratesOf(limits), lane.restAt, ended, now) }
}

/**
 * Where lanes crowd, its attempts end before its next turn comes. Such a lane stays in line: putting it to
 * sleep and waking it would cost a write each.
 */
const whileFull = (more: boolean, { pass }: Lane, { crowded, virtualTime }: Look) =>
  crowded && more
    ? { ...asleep, ready: true, turn: Math.max(pass, virtualTime), reason: null }
    : { ...asleep, reason: 'account-in-flight' as const }

type Sleep = Pick<Lane, 'nextAt' | 'reason'>

const asleep = { ready: false, turn: null, nextAt: null, waitsFor: null } as const

function closedBy(found: FoundLane, { now, breaker }: Look): Sleep | undefined {
  if (found.status === 'paused') return { nextAt: null, reason: 'account-paused' }
  if (found.status !== 'active') return { nextAt: null, reason: 'account-held' }
  const blockedUntil = Math.max(found.blockedUntil ?? 0, breaker.blockedUntil ?? 0)
  return blockedUntil > now ? { nextAt: blockedUntil, reason: 'rate-limit' } : undefined
}

const untilRate = (room: Room, { now, ratesNow }: Look): Sleep =>
  'until' in room && room.until !== undefined
    ? { nextAt: now + (room.until - ratesNow), reason: 'rate-limit' }
    : { nextAt: null, reason: 'account-in-flight' }

function takeHeads<Task extends Head>(heads: readonly Task[], max: number, runs: RunRoom): Task[] {
  const out: Task[] = []
  for (const head of heads) {
    if (out.length >= max) break
    if (runs.take(head)) out.push(head)
  }
  return out
}

/** A lane that wakes starts at the time of the others: it has no credit and no debt. */
function moved(lane: Lane, out: number, { limits }: FoundLane, look: Look): Lane {
  if (out === 0) return lane
  const pass = Math.max(lane.pass, look.virtualTime) + out / (limits.weight ?? 1)
  return { ...lane, pass, inFlight: lane.inFlight + out, lastAt: look.now }
}

const waiting = (reason: LaneReason, waitsFor: string, lane: Lane, look: Look) => ({
  ...asleep,
  turn: Math.max(lane.pass, look.virtualTime),
  waitsFor,
  reason,
})

/** No limit of the lane holds up its remaining tasks: they wait for full runs, or for their time. */
function restOf<Task extends Head>(
  found: FoundLane<Task>,
  out: readonly Task[],
  lane: Lane,
  look: Look,
): Partial<Lane> {
  const { heads, soonestAt: nextAt } = found
  const turn = Math.max(lane.pass, look.virtualTime)
  // The next look takes it again.
  if (hasMore(found, out)) return { ...asleep, ready: true, turn, reason: null }
  const fullRun = heads.find((head) => !out.includes(head))?.runId ?? found.fullRun
  if (fullRun) return { ...waiting('run-concurrency', fullRun, lane, look), nextAt }
  return { ...asleep, nextAt, reason: nextAt === null ? null : 'scheduled' }
}

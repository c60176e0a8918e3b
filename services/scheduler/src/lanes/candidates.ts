import type { DispatcherState } from './memory/dispatcher-state.ts'
import { isPersisted } from './memory/rows-to-write.ts'
import { byHealth, clampRates, type Facts, type Lane } from './memory/lane.ts'
import { FreeSlots } from './memory/free-slots.ts'
import { capacityOf, type Moment } from './memory/capacity-of.ts'
import { isDue } from './rules/breaker.ts'

/** How many lanes one pass reads, which bounds its cost. */
const lanesMax = 500

/** How many lanes are tried beyond the free slots, as not every lane uses one. */
const triesMax = 100

/** How many tasks a pass aims for: enough to fill a commit, too few to delay it. */
const tasksWanted = 500
const tasksPerLaneMax = 64

/** A lane whose first tasks are to be read. */
export type Candidate = {
  readonly lane: Lane
  /** How many may go out; an upper bound while its facts are not known. */
  readonly max: number
}

export type Candidates = {
  /** In the order of their virtual time. */
  readonly lanes: readonly Candidate[]
  /** More lanes are ready than this pass takes. */
  readonly crowded: boolean
}

export type PassLimits = {
  readonly lanesMax: number
  readonly triesMax: number
  readonly tasksWanted: number
}
const usual: PassLimits = { lanesMax, triesMax, tasksWanted }

/** Wakes the lanes whose time has come or for which slots are free, and takes the next ones out of the ready queue. */
export function takeCandidates(
  state: DispatcherState,
  moment: Moment,
  limits: PassLimits = usual,
): Candidates {
  wakeDue(state, moment.now)
  wakeForRuns(state, limits)
  wakeForUpstreams(state, moment.now, limits)
  // They share a pass evenly, and each sends at least one task.
  const sharers = Math.max(1, Math.min(state.ready.size, limits.lanesMax))
  const share = Math.min(tasksPerLaneMax, Math.ceil(limits.tasksWanted / sharers))
  const freeSlots = new FreeSlots(state, moment.now)
  const lanes: Candidate[] = []
  while (lanes.length < limits.lanesMax) {
    const lane = state.takeNext()
    if (!lane) break
    if (lane.isStale || !hasFacts(lane)) {
      lanes.push({ lane, max: share })
      continue
    }
    clampRates(lane, moment.ratesNow)
    const { posts, sleep } = capacityOf(lane, 0, freeSlots, moment)
    if (posts <= 0) {
      state.sleep(lane, sleep)
      if (!isPersisted(lane, sleep)) state.changedLanes.add(lane)
      continue
    }
    const { upstream } = lane.facts
    lanes.push({ lane, max: Math.min(share, posts) })
    if (!isDue(state.breakerOf(upstream), moment.now)) freeSlots.reserve(upstream)
  }
  return { lanes, crowded: state.ready.size > 0 }
}

export const hasFacts = (lane: Lane): lane is Lane & { facts: Facts } => lane.facts !== null

/** How many tasks of a lane are read: more than may go out where all that was read belonged to full runs. */
export const depthOf = ({ lane, max }: Candidate): number => Math.max(max, lane.depth)

function wakeDue(state: DispatcherState, now: number): void {
  while (state.sleepers.firstKey <= now) {
    const until = state.sleepers.firstKey
    const lane = state.sleepers.shift()
    if (!lane) return
    state.wake(lane)
    lane.sleptUntil = until
  }
}

/** As many as a run has free slots for, and some more; those that take none leave it to the next pass. */
function wakeForRuns(state: DispatcherState, { triesMax }: PassLimits): void {
  for (const runId of state.awaited) {
    const slots = state.freeSlotsOf(runId)
    if (slots > 0) wakeSome(state, state.runs.get(runId)?.waiting ?? [], slots + triesMax)
  }
}

/**
 * One lane sends the probe of an upstream that is due for it, the others are spares. Upstreams share the free slots.
 */
function wakeForUpstreams(state: DispatcherState, now: number, { triesMax }: PassLimits): void {
  const freeSlots = new FreeSlots(state, now)
  for (const [upstream, waiting] of state.waiting) {
    const slots = freeSlots.freeSlotsFor(upstream)
    if (slots <= 0) continue
    if (isDue(state.breakerOf(upstream), now)) {
      wakeSome(state, [...waiting].toSorted(byHealth), 1 + triesMax)
      continue
    }
    const share = Math.min(waiting.size, Math.ceil(slots / state.waiting.size))
    freeSlots.reserve(upstream, share)
    wakeSome(state, waiting, share)
  }
}

function wakeSome(state: DispatcherState, waiting: Iterable<Lane>, max: number): void {
  let left = max
  for (const lane of waiting) {
    if (left-- <= 0) return
    state.wake(lane)
  }
}

/** Whether another pass would find work at once. */
export function hasMore(state: DispatcherState, now: number): boolean {
  if (state.ready.size > 0 || Math.min(state.sleepers.firstKey, state.timedAt) <= now) return true
  for (const runId of state.awaited) if (state.freeSlotsOf(runId) > 0) return true
  const freeSlots = new FreeSlots(state, now)
  for (const upstream of state.waiting.keys()) if (freeSlots.freeSlotsFor(upstream) > 0) return true
  return false
}

/** When something is due even if no signal comes. */
export function nextAt(state: DispatcherState, now: number): number {
  if (hasMore(state, now)) return now
  let next = Math.min(state.sleepers.firstKey, state.timedAt)
  for (const { openUntil } of state.breakers.values())
    if (openUntil !== null && openUntil > now) next = Math.min(next, openUntil)
  return next
}

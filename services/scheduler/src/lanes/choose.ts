import type { AccountId } from '@pressrun/events'
import { hasFacts, type Candidate, type Candidates } from './candidates.ts'
import type { DispatcherState } from './memory/dispatcher-state.ts'
import type { RunFacts } from './memory/run-facts.ts'
import { byHealth, type Facts, type Lane } from './memory/lane.ts'
import { FreeSlots } from './memory/free-slots.ts'
import { capacityOf, type Moment } from './memory/capacity-of.ts'
import { isDue } from './rules/breaker.ts'
import type { QueuedTask, QueueHead, Plan, Served } from './plan.ts'

/** Where all that was read of a lane belonged to full runs, so many times more is read the next time. */
const deeper = 8
const depthMax = 512

/** Chooses what goes out. The state is as it was until the choice is committed. */
export function choose(
  state: DispatcherState,
  { lanes, crowded }: Candidates,
  queueHeads: ReadonlyMap<AccountId, QueueHead>,
  moment: Moment,
): Plan {
  const freeSlots = new FreeSlots(state, moment.now)
  const served: Served[] = []
  let { virtualTime } = state
  let latestVirtualTime = virtualTime
  for (const candidate of healthiestFirst(state, lanes, moment.now)) {
    const { lane } = candidate
    const read = queueHeads.get(lane.accountId)
    if (!read || !hasFacts(lane)) continue
    const found = withoutRunning(read, state)
    const one = serve({ ...candidate, lane }, found, { freeSlots, moment, virtualTime })
    served.push(one)
    if (one.out.length === 0) continue
    virtualTime = Math.max(virtualTime, lane.virtualTime)
    latestVirtualTime = Math.max(latestVirtualTime, one.virtualTime)
  }
  // A pass that took all ready lanes held none of them back, so what they sent is no debt to lanes that wake next.
  // Otherwise a lane that was alone would wait for a whole crowd.
  return {
    served,
    breakers: freeSlots.probed,
    virtualTime: crowded ? virtualTime : latestVirtualTime,
  }
}

/**
 * The queues were read after the signals: in between, an attempt may have ended and its task been queued again. It
 * counts as in flight until that signal has been read.
 */
function withoutRunning(queueHeads: QueueHead, { running }: DispatcherState): QueueHead {
  if (!queueHeads.tasks.some(({ taskId }) => running.has(taskId))) return queueHeads
  return {
    ...queueHeads,
    tasks: queueHeads.tasks.filter(({ taskId }) => !running.has(taskId)),
    more: true,
  }
}

type ChoiceContext = {
  readonly freeSlots: FreeSlots
  readonly moment: Moment
  readonly virtualTime: number
}

/** A task takes all its limits here at once, or none. Tasks of full runs are passed over: the lane is free for others. */
function serve(
  { lane, max }: Candidate & { readonly lane: Lane & { readonly facts: Facts } },
  { tasks, more, fullRuns }: QueueHead,
  { freeSlots, moment, virtualTime }: ChoiceContext,
): Served {
  const slots = Math.min(max, capacityOf(lane, 0, freeSlots, moment).posts)
  const out: QueuedTask[] = []
  const left: QueuedTask[] = []
  for (const task of tasks) {
    if (out.length < slots && freeSlots.hasFreeSlot(task.run)) {
      out.push(task)
      freeSlots.occupy(task.taskId, task.run, lane.facts.upstream)
    } else left.push(task)
  }
  const after = capacityOf(lane, out.length, freeSlots, moment)
  const start = out.length > 0 ? Math.max(lane.virtualTime, virtualTime) : lane.virtualTime
  const isBlocked = more && out.length < slots
  const next = (): Served['next'] => {
    if (!more && left.length === 0 && fullRuns.length === 0) return 'idle'
    if (after.posts <= 0) return after.sleep
    if (more || left.some(({ run }) => freeSlots.hasFreeSlot(run))) return 'ready'
    return { reason: 'run-concurrency', runs: unique([...fullRuns, ...left.map(({ run }) => run)]) }
  }
  return {
    lane,
    out,
    virtualTime: start + out.length / (lane.facts.limits.weight ?? 1),
    next: next(),
    depth: isBlocked ? Math.min(depthMax, Math.max(max, lane.depth) * deeper) : 1,
  }
}

const unique = (runs: readonly RunFacts[]): RunFacts[] => [
  ...new Map(runs.map((run) => [run.runId, run])).values(),
]

/** In their order, except that lanes behind an upstream that is due for a probe come last, by their health. */
function healthiestFirst(
  state: DispatcherState,
  lanes: readonly Candidate[],
  now: number,
): readonly Candidate[] {
  const isProbeDue = ({ lane }: Candidate) =>
    lane.facts !== null && isDue(state.breakerOf(lane.facts.upstream), now)
  const probeDue = lanes.filter(isProbeDue)
  if (probeDue.length === 0) return lanes
  return [
    ...lanes.filter((one) => !isProbeDue(one)),
    ...probeDue.toSorted((a, b) => byHealth(a.lane, b.lane)),
  ]
}

export type Out = { readonly lane: Served['lane']; readonly task: QueuedTask }
export const outOf = ({ served }: Plan): Out[] =>
  served.flatMap(({ lane, out }) => out.map((task) => ({ lane, task })))

/** Applies a committed choice to the state. Returns until when each lane that sent something had slept. */
export function applyPlan(state: DispatcherState, plan: Plan, now: number): number[] {
  const sleptUntil: number[] = []
  state.virtualTime = plan.virtualTime
  for (const { lane, out, virtualTime, next, depth } of plan.served) {
    lane.virtualTime = virtualTime
    lane.depth = depth
    if (out.length > 0) {
      lane.lastAt = now
      if (lane.sleptUntil !== null) sleptUntil.push(lane.sleptUntil)
    }
    lane.sleptUntil = null
    for (const { taskId, attempt, run } of out) {
      const { upstream } = lane.facts
      const { accountId } = lane
      state.begin(lane, { taskId, attempt: attempt + 1, accountId, run, upstream, at: now })
    }
    if (next === 'ready') state.wake(lane)
    else if (next === 'idle') state.rest(lane)
    else state.sleep(lane, next)
  }
  for (const [upstream, breaker] of plan.breakers) state.breakers.set(upstream, breaker)
  return sleptUntil
}

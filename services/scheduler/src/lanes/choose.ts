import type { AccountId } from '@pressrun/events'
import { hasFacts, type Candidate, type Candidates } from './candidates.ts'
import type { DispatcherState } from './memory/dispatcher-state.ts'
import type { RunFacts } from './memory/run-facts.ts'
import { byHealth, type Facts, type Lane } from './memory/lane.ts'
import { Places } from './memory/places.ts'
import { roomOf, type Moment } from './memory/room-of.ts'
import { isDue } from './rules/breaker.ts'
import type { Head, Heads, Plan, Served } from './plan.ts'

/** Where full runs had all that was read of a lane, so many times more are read the next time. */
const deeper = 8
const depthMax = 512

/** Chooses what goes out. The state is as it was until the choice is committed. */
export function choose(
  state: DispatcherState,
  { lanes, crowded }: Candidates,
  heads: ReadonlyMap<AccountId, Heads>,
  moment: Moment,
): Plan {
  const places = new Places(state, moment.now)
  const served: Served[] = []
  let { virtualTime } = state
  let passed = virtualTime
  for (const candidate of healthiestFirst(state, lanes, moment.now)) {
    const { lane } = candidate
    const read = heads.get(lane.accountId)
    if (!read || !hasFacts(lane)) continue
    const found = withoutRunning(read, state)
    const one = serve({ ...candidate, lane }, found, { places, moment, virtualTime })
    served.push(one)
    if (one.out.length === 0) continue
    virtualTime = Math.max(virtualTime, lane.pass)
    passed = Math.max(passed, one.pass)
  }
  // A pass that took all lanes that were ready kept nothing from any of them: what they sent is no debt to those
  // that wake next. Otherwise one that was alone would wait for a whole crowd.
  return { served, breakers: places.probed, virtualTime: crowded ? virtualTime : passed }
}

/**
 * The queues were read after the news: an attempt of a task may have ended in between, and the task be queued again.
 * It counts as on its way until that news has been read.
 */
function withoutRunning(heads: Heads, { running }: DispatcherState): Heads {
  if (!heads.tasks.some(({ taskId }) => running.has(taskId))) return heads
  return { ...heads, tasks: heads.tasks.filter(({ taskId }) => !running.has(taskId)), more: true }
}

type Around = { readonly places: Places; readonly moment: Moment; readonly virtualTime: number }

/** A task takes all its limits here at once, or none. Tasks of full runs are passed over: the lane is free for others. */
function serve(
  { lane, max }: Candidate & { readonly lane: Lane & { readonly facts: Facts } },
  { tasks, more, fullRuns }: Heads,
  { places, moment, virtualTime }: Around,
): Served {
  const room = Math.min(max, roomOf(lane, 0, places, moment).posts)
  const out: Head[] = []
  const left: Head[] = []
  for (const task of tasks) {
    if (out.length < room && places.hasRoom(task.run)) {
      out.push(task)
      places.take(task.taskId, task.run, lane.facts.remote)
    } else left.push(task)
  }
  const after = roomOf(lane, out.length, places, moment)
  const start = out.length > 0 ? Math.max(lane.pass, virtualTime) : lane.pass
  const isHeldBack = more && out.length < room
  const next = (): Served['next'] => {
    if (!more && left.length === 0 && fullRuns.length === 0) return 'idle'
    if (after.posts <= 0) return after.sleep
    if (more || left.some(({ run }) => places.hasRoom(run))) return 'ready'
    return { reason: 'run-concurrency', runs: unique([...fullRuns, ...left.map(({ run }) => run)]) }
  }
  return {
    lane,
    out,
    pass: start + out.length / (lane.facts.limits.weight ?? 1),
    next: next(),
    depth: isHeldBack ? Math.min(depthMax, Math.max(max, lane.depth) * deeper) : 1,
  }
}

const unique = (runs: readonly RunFacts[]): RunFacts[] => [
  ...new Map(runs.map((run) => [run.runId, run])).values(),
]

/** As they are, except that those behind a remote that is due for a probe come last, in the order of their health. */
function healthiestFirst(
  state: DispatcherState,
  lanes: readonly Candidate[],
  now: number,
): readonly Candidate[] {
  const isBehindDue = ({ lane }: Candidate) =>
    lane.facts !== null && isDue(state.breakerOf(lane.facts.remote), now)
  const behindDue = lanes.filter(isBehindDue)
  if (behindDue.length === 0) return lanes
  return [
    ...lanes.filter((one) => !isBehindDue(one)),
    ...behindDue.toSorted((a, b) => byHealth(a.lane, b.lane)),
  ]
}

export type Out = { readonly lane: Served['lane']; readonly task: Head }
export const outOf = ({ served }: Plan): Out[] =>
  served.flatMap(({ lane, out }) => out.map((task) => ({ lane, task })))

/** Brings the state up to a choice that is committed. Returns the instants until which lanes slept that sent something. */
export function applyPlan(state: DispatcherState, plan: Plan, now: number): number[] {
  const sleptUntil: number[] = []
  state.virtualTime = plan.virtualTime
  for (const { lane, out, pass, next, depth } of plan.served) {
    lane.pass = pass
    lane.depth = depth
    if (out.length > 0) {
      lane.lastAt = now
      if (lane.sleptUntil !== null) sleptUntil.push(lane.sleptUntil)
    }
    lane.sleptUntil = null
    for (const { taskId, attempt, run } of out) {
      const { remote } = lane.facts
      const { accountId } = lane
      state.begin(lane, { taskId, attempt: attempt + 1, accountId, run, remote, at: now })
    }
    if (next === 'ready') state.wake(lane)
    else if (next === 'idle') state.rest(lane)
    else state.sleep(lane, next)
  }
  for (const [remote, breaker] of plan.breakers) state.breakers.set(remote, breaker)
  return sleptUntil
}

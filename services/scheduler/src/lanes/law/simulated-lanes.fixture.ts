import type { AccountId, RunId } from '@pressrun/events'
import { isDue, type Breaker } from './breaker.ts'
import { closedReasons, isRun, newLane, type Lane } from './lane.ts'
import { byHealth } from './health.ts'
import type { News } from './news.ts'
import { SimulatedWorld, type SimulatedTask } from './simulated-world.fixture.ts'
import type { RoomLeft } from './room-left.ts'

/** The lanes, and what the queries on them answer. */
export class SimulatedLanes extends SimulatedWorld {
  readonly lanes = new Map<AccountId, Lane>()
  readonly breakers = new Map<string, Breaker>()
  protected readonly lanesMax: number
  protected readonly triesMax: number
  protected readonly tasksAtOnceMax: number
  protected virtualTime = 0

  constructor(lanesMax: number, triesMax: number, tasksAtOnceMax: number) {
    super()
    this.lanesMax = lanesMax
    this.triesMax = triesMax
    this.tasksAtOnceMax = tasksAtOnceMax
  }

  laneOf = (accountId: AccountId): Lane => this.lanes.get(accountId) ?? newLane(this.virtualTime)

  protected openBreakers = (now: number): ReadonlyMap<string, Breaker> =>
    new Map(
      [...this.breakers].filter(
        ([, { failures, openUntil, blockedUntil }]) =>
          failures > 0 || openUntil !== null || (blockedUntil ?? 0) > now,
      ),
    )

  /** The accounts whose lanes are to be looked at, in the order of their turns. */
  protected take(news: News, now: number): AccountId[] {
    const taken = new Set(news.accountIds)
    const add = (ids: readonly AccountId[]) => ids.forEach((id) => taken.add(id))
    const [large, small] = this.#bySize(news.startedRuns)
    for (const runId of large) this.#wakeLanesOf(runId, now)
    for (const accountId of this.accountsOf(small))
      if (!closedReasons.some((reason) => reason === this.lanes.get(accountId)?.reason))
        taken.add(accountId)
    for (const runId of news.freedRuns) {
      const room = this.#unclaimed(runId, this.#roomOf(runId))
      const waiters = this.#waitersOf(runId, room)
      add(waiters)
      add(this.#heldUp(runId, room - waiters.length, now))
    }
    for (const [remote, breaker] of this.breakers)
      if (isDue(breaker, now)) add(this.#waitersOf(remote, this.triesMax))
    add(this.#first(({ ready }) => ready))
    add(this.#first(({ ready, nextAt }) => !ready && nextAt !== null && nextAt <= now))
    return [...taken].toSorted((a, b) => this.#turnOf(a) - this.#turnOf(b) || (a < b ? -1 : 1))
  }

  #bySize(startedRuns: News['startedRuns']) {
    const runs = [...startedRuns]
    const of = (isLarge: boolean) =>
      runs.filter(([, tasks]) => tasks > this.tasksAtOnceMax === isLarge).map(([runId]) => runId)
    return [of(true), new Set(of(false))] as const
  }

  /** Of a large run, as many lanes wake as it has room for, and some more; the others wait for it. */
  #wakeLanesOf(runId: RunId, now: number): void {
    let wakes = Math.max(0, this.#roomOf(runId)) + this.triesMax
    const tasks = this.queued().filter((task) => task.runId === runId)
    const byAccount = [...Map.groupBy(tasks, ({ accountId }) => accountId)]
    for (const [accountId, ofLane] of byAccount.toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      const lane = this.laneOf(accountId)
      if (lane.ready || closedReasons.some((reason) => reason === lane.reason)) continue
      const later = ofLane.map(({ eligibleAt }) => eligibleAt).filter((at) => at > now)
      const nextAt = Math.min(lane.nextAt ?? Infinity, ...later)
      const next = { ...lane, nextAt: nextAt === Infinity ? null : nextAt }
      const turn = Math.max(lane.pass, this.virtualTime)
      if (later.length === ofLane.length)
        this.lanes.set(accountId, { ...next, reason: lane.reason ?? 'scheduled' })
      else if (wakes-- > 0)
        this.lanes.set(accountId, { ...next, turn, ready: true, waitsFor: runId, reason: null })
      else {
        const waitsFor = lane.waitsFor ?? runId
        this.lanes.set(accountId, { ...next, turn, waitsFor, reason: 'run-concurrency' })
      }
    }
  }

  /** Wakes lanes that wait for room that is left. */
  protected passOn({ runIds, remotes }: RoomLeft, now: number): boolean {
    const roomy = [
      ...runIds.map((runId) => ({ awaited: runId, room: this.#roomOf(runId) })),
      ...remotes.map(({ remote, room }) => ({ awaited: remote, room })),
    ]
    let any = false
    for (const { awaited, room } of roomy) {
      const unclaimed = this.#unclaimed(awaited, room)
      if (unclaimed <= 0) continue
      const max = Math.min(this.lanesMax, unclaimed + this.triesMax)
      const next = this.#waitersOf(awaited, max)
      if (isRun(awaited)) next.push(...this.#heldUp(awaited, max - next.length, now))
      for (const id of next)
        this.lanes.set(id, { ...this.laneOf(id), ready: true, waitsFor: awaited })
      any ||= next.length > 0
    }
    return any
  }

  #turnOf(accountId: AccountId): number {
    const { ready, turn, pass } = this.laneOf(accountId)
    return ready ? (turn ?? 0) : Math.max(pass, this.virtualTime)
  }

  #first(which: (lane: Lane) => boolean): AccountId[] {
    const lanes = [...this.lanes].filter(([, lane]) => which(lane))
    return idsOf(lanes.toSorted(byTurn).slice(0, this.lanesMax))
  }

  /** The room for which no lane has been woken yet. */
  #unclaimed(awaited: string, room: number): number {
    const woken = [...this.lanes.values()].filter((lane) => lane.waitsFor === awaited && lane.ready)
    return room - woken.length
  }

  #waitersOf(awaited: string, max: number): AccountId[] {
    const asleep = [...this.lanes].filter(([, lane]) => lane.waitsFor === awaited && !lane.ready)
    const order = isRun(awaited) ? byTurn : byHealthThenTurn
    return idsOf(asleep.toSorted(order).slice(0, Math.max(0, max)))
  }

  /** Lanes that wait for other runs and hold a task of this one that could go out. */
  #heldUp(runId: RunId, max: number, now: number): AccountId[] {
    if (this.runs.get(runId)?.status !== 'running') return []
    return this.queued()
      .filter((task: SimulatedTask) => task.runId === runId && task.eligibleAt <= now)
      .map(({ accountId }) => accountId)
      .filter((id) => {
        const { reason, ready, waitsFor } = this.laneOf(id)
        return reason === 'run-concurrency' && !ready && waitsFor !== runId
      })
      .slice(0, Math.max(0, max))
  }

  /** A paused run holds up no lane: all that wait for it may look for something else. */
  #roomOf = (runId: RunId) =>
    this.runs.get(runId)?.status === 'paused' ? this.lanesMax : this.freeIn(runId)
}

const idsOf = (lanes: readonly (readonly [AccountId, Lane])[]) => lanes.map(([id]) => id)

const byTurn = (a: readonly [string, Lane], b: readonly [string, Lane]) =>
  (a[1].turn ?? 0) - (b[1].turn ?? 0) || (a[0] < b[0] ? -1 : 1)

const byHealthThenTurn = (a: readonly [string, Lane], b: readonly [string, Lane]) =>
  byHealth(a[1], b[1]) || byTurn(a, b)

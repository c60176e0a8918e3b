import type { AccountId, RunId } from '@pressrun/events'
import { needsRemotes } from './learn-remotes.ts'
import { newsOf, type WakingEvent } from './news.ts'
import { planLook, type FoundLook, type LookPlan } from './plan-look.ts'
import { fullRuns } from './run-room.ts'
import { shareLook, tasksPerLane } from './share-look.ts'
import { SimulatedLanes } from './simulated-lanes.fixture.ts'
import type { SimulatedTask } from './simulated-world.fixture.ts'

export type SimulatedOutcome = 'published' | 'not-sent' | 'interrupted'

/** The scheduler without a database and a clock: the same law, fed with the same events. */
export class Simulation extends SimulatedLanes {
  readonly #tasksWanted: number
  readonly #depths: readonly number[]
  #lanesSeen = 1
  #knownFull: readonly RunId[] = []
  #log: WakingEvent[] = []
  /** For remotes that asked all accounts to wait. The law knows of it from the log alone. */
  readonly remotesBlockedUntil = new Map<string, number>()

  constructor(
    lanesMax: number,
    tasksWanted: number,
    { triesMax = 2, depths = [2, 4], tasksAtOnceMax = Infinity } = {},
  ) {
    super(lanesMax, triesMax, tasksAtOnceMax)
    this.#depths = depths
    this.#tasksWanted = tasksWanted
  }

  queue(task: SimulatedTask): void {
    this.enqueue(task)
    this.#append('RunStarted', task.runId)
  }

  end(task: SimulatedTask, outcome: SimulatedOutcome, againAt: number | null): void {
    this.finish(task, againAt)
    const { accountId, runId, taskId } = task
    if (outcome === 'published') this.#append('TaskPublished', taskId, { accountId, runId })
    else {
      const error = { class: 'not-sent', code: outcome }
      this.#append('TaskAttemptFailed', taskId, { accountId, runId, error })
    }
  }

  throttle(accountId: AccountId, until: number, scope: 'account' | 'platform'): void {
    const account = this.accounts.get(accountId)
    if (!account) return
    account.blockedUntil = Math.max(account.blockedUntil ?? 0, until)
    if (scope === 'platform') {
      const known = this.remotesBlockedUntil.get(account.remote) ?? 0
      this.remotesBlockedUntil.set(account.remote, Math.max(known, until))
    }
    this.#append('AccountThrottled', accountId, { scope, until: new Date(until).toISOString() })
  }

  setRun(runId: RunId, status: 'running' | 'paused'): void {
    const run = this.runs.get(runId)
    if (!run) return
    run.status = status
    this.#append(status === 'running' ? 'RunResumed' : 'RunPaused', runId)
  }

  setAccount(accountId: AccountId, status: 'active' | 'paused'): void {
    const account = this.accounts.get(accountId)
    if (account) account.status = status
    // Pausing an account wakes no lane.
    if (status === 'active') this.#append('AccountResumed', accountId)
  }

  /** The next instant at which a look is due even if no event comes. */
  nextAt(now: number): number {
    const lanes = [...this.lanes.values()].map(({ ready, nextAt }) =>
      ready ? now : (nextAt ?? Infinity),
    )
    const breakers = [...this.breakers.values()].flatMap(({ openUntil }) =>
      openUntil !== null && openUntil > now ? openUntil : [],
    )
    return Math.min(...lanes, ...breakers)
  }

  /** One look; answers what went out and whether to look again. */
  look(now: number): { out: readonly SimulatedTask[]; more: boolean } {
    const news = newsOf(this.#log)
    this.#log = []
    const full = fullRuns(this.countInFlight(this.#knownFull))
    const all = this.take(news, now)
    const breakers = this.openBreakers(now)
    const allLeft = needsRemotes(breakers, news)
    const perLane = tasksPerLane(this.#lanesSeen, this.#tasksWanted)
    const taken = all.slice(0, this.lanesMax)
    this.#lanesSeen = taken.length
    const lanes = taken.map((id) => this.found(id, full, now, perLane))
    const found = {
      news,
      breakers,
      lanes: shareLook(lanes, this.#tasksWanted),
      left: all
        .slice(this.lanesMax)
        .map((id) => ({ accountId: id, lane: this.laneOf(id), remote: this.remoteOf(id) }))
        .filter(({ lane }) => allLeft || !lane.ready),
      fullRuns: full,
    }
    const plan = this.#planDeeply(now, found)
    this.#keep(plan)
    const passedOn = this.passOn(plan.roomLeft, now)
    return { out: plan.out, more: plan.more || passedOn }
  }

  found(accountId: AccountId, full: readonly RunId[], now: number, perLane = Infinity, depth = 0) {
    return this.find(accountId, this.laneOf(accountId), { full, now, perLane, depth })
  }

  /** What would go out of the lane if it were looked at now: nothing, if it is right to sleep. */
  overlooked(accountId: AccountId, now: number): readonly SimulatedTask[] {
    const lanes = [this.found(accountId, [], now)]
    const { breakers } = this
    return this.#plan(now, { news: newsOf([]), breakers, lanes, left: [], fullRuns: [] }).out
  }

  /** Reads on in lanes that are held back. */
  #planDeeply(now: number, found: Found): LookPlan<SimulatedTask> {
    let { lanes } = found
    let plan = this.#plan(now, found)
    for (const depth of this.#depths) {
      const heldBack = new Set(plan.heldBack)
      lanes = lanes.map((lane) => {
        if (!heldBack.has(lane.accountId)) return lane
        const { heads, more } = this.found(lane.accountId, found.fullRuns, now, Infinity, depth)
        return { ...lane, heads: heads.slice(0, depth), more: more || heads.length > depth }
      })
      plan = this.#plan(now, { ...found, lanes })
    }
    return plan
  }

  #plan(now: number, found: Found): LookPlan<SimulatedTask> {
    const { virtualTime, lanesMax } = this
    const runsInFlight = this.countInFlight(
      found.lanes.flatMap(({ heads }) => heads.map(({ runId }) => runId)),
    )
    return planLook({
      now,
      ratesNow: ratesNow(now),
      virtualTime,
      lanesMax,
      runsInFlight,
      ...found,
    })
  }

  #keep(plan: LookPlan<SimulatedTask>): void {
    this.virtualTime = plan.virtualTime
    for (const [remote, breaker] of plan.breakers) this.breakers.set(remote, breaker)
    for (const { accountId, lane } of plan.lanes) this.lanes.set(accountId, lane)
    for (const task of plan.out) this.begin(task)
    this.#knownFull = plan.fullRuns
  }

  #append(type: WakingEvent['type'], streamId: string, data: WakingEvent['data'] = {}): void {
    const taskCount = this.queued().filter(({ runId }) => runId === streamId).length
    this.#log.push({ type, streamId, data, taskCount })
  }
}

type Found = Pick<FoundLook<SimulatedTask>, 'news' | 'breakers' | 'lanes' | 'left' | 'fullRuns'>

/** A different clock from that of the scheduler. */
const ratesNow = (now: number) => now - 12_345_678

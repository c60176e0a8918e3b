import type { AccountId, RunId } from '@pressrun/events'
import { closedBreaker, isDue, roomBehind, type Breaker, type Sign } from './breaker.ts'
import { closedReasons, newLane, type Lane } from './lane.ts'
import { hear, planLook } from './plan-look.ts'
import { SimulatedWorld, type SimulatedTask } from './simulated-world.fixture.ts'

/** The scheduler without database and clock: the same law, and the same ways to be woken. */
export class Simulation extends SimulatedWorld {
  readonly lanes = new Map<AccountId, Lane>()
  breakers: ReadonlyMap<string, Breaker> = new Map()
  readonly #lanesMax: number
  readonly #perLane: number
  #virtualTime = 0
  #knownFull: readonly RunId[] = []
  #news = noNews()

  constructor(lanesMax: number, perLane: number) {
    super()
    this.#lanesMax = lanesMax
    this.#perLane = perLane
  }

  queue(task: SimulatedTask): void {
    this.enqueue(task)
    this.#news.started.add(task.runId)
  }

  end(task: SimulatedTask, says: Sign['says'], againAt: number | null): void {
    this.finish(task, againAt)
    this.#news.accounts.add(task.accountId)
    this.#news.freed.add(task.runId)
    this.#news.signs.push({ accountId: task.accountId, taskId: task.taskId, says })
  }

  throttle(accountId: AccountId, until: number): void {
    const account = this.accounts.get(accountId)
    if (!account) return
    account.blockedUntil = Math.max(account.blockedUntil ?? 0, until)
    this.#news.accounts.add(accountId)
  }

  setRun(runId: RunId, status: 'running' | 'paused'): void {
    const run = this.runs.get(runId)
    if (!run) return
    run.status = status
    this.#news[status === 'running' ? 'started' : 'freed'].add(runId)
  }

  setAccount(accountId: AccountId, status: 'active' | 'paused'): void {
    const account = this.accounts.get(accountId)
    if (account) account.status = status
    // That it is paused wakes nobody.
    if (status === 'active') this.#news.accounts.add(accountId)
  }

  /** The next instant at which something is to be looked at by itself. */
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
  look(now: number): { out: SimulatedTask[]; more: boolean } {
    const news = this.#news
    this.#news = noNews()
    const full = this.#knownFull.filter((runId) => this.#roomOf(runId) <= 0)
    const all = this.#taken(news, now)
    const lanes = all
      .slice(0, this.#lanesMax)
      .map((accountId) => this.found(accountId, full, now, this.#perLane))
    const left = all.slice(this.#lanesMax)
    for (const accountId of left) this.#makeReady(accountId)
    const runs = this.room()
    const signs = news.signs.map((sign) => ({ ...sign, remote: this.remoteOf(sign.accountId) }))
    const heardOf = hear(this.breakers, signs, now)
    const opened = [...this.breakers].flatMap(([remote, { openUntil }]) =>
      openUntil === null ? [] : remote,
    )
    const virtualTime = this.#virtualTime
    const crowded = lanes.length >= this.#lanesMax
    const plan = planLook({
      now,
      ratesNow: ratesNow(now),
      virtualTime,
      lanes,
      runs,
      crowded,
      breakers: heardOf,
    })
    this.#virtualTime = plan.virtualTime
    this.breakers = plan.breakers
    for (const { accountId, lane } of plan.lanes) this.lanes.set(accountId, lane)
    for (const task of plan.out) this.begin(task)
    this.#knownFull = [...full, ...runs.full]
    const awaited = lanes.flatMap(({ lane }) => lane.waitsFor ?? [])
    const freed = awaited.length > 0 ? news.freed : []
    const passedOn = this.#passOn([...new Set([...awaited, ...freed, ...opened])], now)
    return { out: [...plan.out], more: plan.more || crowded || passedOn }
  }

  found(accountId: AccountId, full: readonly RunId[], now: number, perLane = Infinity) {
    const lane = this.lanes.get(accountId) ?? newLane(this.#virtualTime)
    return this.find(accountId, lane, { full, now, perLane })
  }

  /** What could go out of the lane if it were looked at now: nothing, when all sleep rightly. */
  overlooked(accountId: AccountId, now: number): readonly SimulatedTask[] {
    const lane = this.found(accountId, [], now)
    const runs = this.room()
    return planLook({
      now,
      ratesNow: ratesNow(now),
      virtualTime: 0,
      lanes: [lane],
      runs,
      crowded: false,
      breakers: this.breakers,
    }).out
  }

  #taken(news: News, now: number): AccountId[] {
    const taken = new Set(news.accounts)
    for (const accountId of this.accountsOf(news.started))
      if (!closedReasons.some((reason) => reason === this.lanes.get(accountId)?.reason))
        taken.add(accountId)
    for (const runId of news.freed)
      this.#waitersOf(runId, this.#roomOf(runId)).forEach((id) => taken.add(id))
    for (const runId of news.freed)
      this.#heldUp(runId, this.#roomOf(runId), now).forEach((id) => taken.add(id))
    for (const [remote, breaker] of this.breakers)
      if (isDue(breaker, now)) this.#waitersOf(remote, 100).forEach((id) => taken.add(id))
    const lanes = [...this.lanes]
    const ready = lanes.filter(([, lane]) => lane.ready).toSorted(byTurn)
    for (const [id] of ready.slice(0, this.#lanesMax)) taken.add(id)
    const timed = lanes.filter(([, { nextAt }]) => nextAt !== null && nextAt <= now)
    for (const [id] of timed.slice(0, this.#lanesMax)) taken.add(id)
    return [...taken].toSorted((a, b) => this.#turnOf(a) - this.#turnOf(b) || (a < b ? -1 : 1))
  }

  #turnOf(accountId: AccountId): number {
    const lane = this.lanes.get(accountId)
    if (lane?.ready) return lane.turn ?? 0
    return Math.max(lane?.pass ?? 0, this.#virtualTime)
  }

  #makeReady(accountId: AccountId): void {
    const lane = this.lanes.get(accountId) ?? newLane(this.#virtualTime)
    if (lane.ready) return
    this.lanes.set(accountId, { ...lane, ready: true, turn: this.#turnOf(accountId) })
  }

  #passOn(awaited: readonly string[], now: number): boolean {
    let any = false
    for (const one of awaited) {
      const isRun = one.startsWith('run_')
      const room = isRun
        ? this.#roomOf(one as RunId)
        : roomBehind(this.breakers.get(one) ?? closedBreaker, now)
      const next = this.#waitersOf(one, room)
      if (isRun) next.push(...this.#heldUp(one as RunId, room - next.length, now))
      for (const id of next) {
        this.#makeReady(id)
        const lane = this.lanes.get(id)
        if (lane) this.lanes.set(id, { ...lane, waitsFor: one })
        any = true
      }
    }
    return any
  }

  #waitersOf(awaited: string, room: number): AccountId[] {
    const waiting = [...this.lanes].filter(([, { waitsFor }]) => waitsFor === awaited)
    const woken = waiting.filter(([, { ready }]) => ready).length
    const asleep = waiting.filter(([, { ready }]) => !ready).toSorted(byTurn)
    return asleep.slice(0, Math.max(0, room - woken)).map(([id]) => id)
  }

  /** Lanes that wait for other runs, and have something of this one that could go. */
  #heldUp(runId: RunId, room: number, now: number): AccountId[] {
    if (this.runs.get(runId)?.status !== 'running') return []
    return this.queued()
      .filter((task) => task.runId === runId && task.eligibleAt <= now)
      .map(({ accountId }) => accountId)
      .filter((id) => {
        const lane = this.lanes.get(id)
        return lane?.reason === 'run-concurrency' && !lane.ready && lane.waitsFor !== runId
      })
      .slice(0, Math.max(0, room))
  }

  /** A run that is paused holds up nobody: as many may look as like. */
  #roomOf = (runId: RunId) =>
    this.runs.get(runId)?.status === 'paused' ? this.#lanesMax : this.freeIn(runId)
}

/** Another clock than that of who looks. */
const ratesNow = (now: number) => now - 12_345_678

type News = {
  readonly accounts: Set<AccountId>
  readonly started: Set<RunId>
  readonly freed: Set<RunId>
  readonly signs: Sign[]
}

const noNews = (): News => ({
  accounts: new Set(),
  started: new Set(),
  freed: new Set(),
  signs: [],
})

const byTurn = (a: readonly [string, Lane], b: readonly [string, Lane]) =>
  (a[1].turn ?? 0) - (b[1].turn ?? 0) || (a[0] < b[0] ? -1 : 1)

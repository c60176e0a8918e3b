import type { AccountId, RunId } from '@pressrun/events'
import { depthOf, hasMore, nextAt, takeCandidates, type PassLimits } from '../candidates.ts'
import { applyPlan, choose, outOf } from '../choose.ts'
import { foldMoved, foldSignals, unknownAccounts } from '../fold-signals.ts'
import type { DispatcherState } from '../memory/dispatcher-state.ts'
import type { Lane } from '../memory/lane.ts'
import {
  markPersisted,
  rowsToWriteOf,
  type LaneRow,
  type RowsToWrite,
} from '../memory/rows-to-write.ts'
import { learnAccounts, loadState, type Account } from '../memory/load-state.ts'
import type { Breaker } from '../rules/breaker.ts'
import { decodeRow } from '../signals.ts'
import { SimulatedWorld, type SimulatedTask } from './simulated-world.fixture.ts'

export type SimulatedOutcome = 'published' | 'not-sent' | 'interrupted'

/** The dispatcher without a database and a clock: the same steps, fed with the same signals. */
export class Simulation extends SimulatedWorld {
  readonly #limits: PassLimits
  /** For upstreams that asked all accounts to wait. The dispatcher learns of it from the log alone. */
  readonly upstreamsBlockedUntil = new Map<string, number>()
  readonly #laneRows = new Map<AccountId, LaneRow>()
  readonly #breakers = new Map<string, Breaker>()
  #kept = { seq: 0, virtualTime: 0 }
  #state: DispatcherState
  readonly #startedAt = new Map<SimulatedTask, number>()

  /** Rows of the log that a pass reads at most. */
  readonly #rowsMax: number

  constructor(lanesMax: number, tasksWanted: number, triesMax = 2, rowsMax = Infinity) {
    super()
    this.#rowsMax = rowsMax
    this.#limits = { lanesMax, triesMax, tasksWanted }
    this.#state = this.#load(0)
  }

  end(task: SimulatedTask, outcome: SimulatedOutcome, againAt: number | null, now: number): void {
    const { accountId, runId, taskId, attempt } = task
    this.finish(task, againAt)
    this.#startedAt.delete(task)
    const identity = { accountId, runId, attempt }
    if (outcome === 'published') return this.append('TaskPublished', taskId, identity, now)
    const error = { class: 'not-sent', code: outcome }
    const retryAt = againAt === null ? {} : { retryAt: new Date(againAt).toISOString() }
    this.append('TaskAttemptFailed', taskId, { ...identity, error, ...retryAt }, now)
  }

  throttle(accountId: AccountId, until: number, scope: 'account' | 'platform', now: number): void {
    const account = this.#accountOf(accountId)
    account.blockedUntil = Math.max(account.blockedUntil ?? 0, until)
    if (scope === 'platform') {
      const loaded = this.upstreamsBlockedUntil.get(account.upstream) ?? 0
      this.upstreamsBlockedUntil.set(account.upstream, Math.max(loaded, until))
    }
    const data = { scope, until: new Date(until).toISOString() }
    this.append('AccountThrottled', accountId, data, now)
  }

  setAccount(accountId: AccountId, status: 'active' | 'paused', now: number): void {
    this.#accountOf(accountId).status = status
    this.append(status === 'active' ? 'AccountResumed' : 'AccountPaused', accountId, {}, now)
  }

  /** The next instant at which a pass is due even if no signal comes. */
  nextAt = (now: number): number => nextAt(this.#state, now)

  /** There are signals that no pass has read. */
  get isBehind(): boolean {
    return this.#state.seq < this.log.length
  }

  /** Another dispatcher takes over, with only rows and log. */
  takeOver(now: number): void {
    this.#state = this.#load(now)
  }

  /** One pass. Where it conflicts with a cancellation, nothing of it is committed. */
  pass(now: number, conflicts = false): { out: readonly SimulatedTask[]; more: boolean } {
    const state = this.#state
    const moment = { now, ratesNow: ratesNow(now) }
    if (state.timedAt <= now) {
      const { moved, nextAt: timedAt } = this.moveDue(now)
      foldMoved(state, moved, timedAt)
    }
    const rows = this.log.slice(state.seq, state.seq + this.#rowsMax).map(decodeRow)
    learnAccounts(state, unknownAccounts(state, rows).map(this.#accountRow), moment.ratesNow)
    foldSignals(state, rows, moment)
    if (this.isBehind) return this.#commit(state, undefined, now)
    const candidates = takeCandidates(state, moment, this.#limits)
    const unknown = candidates.lanes.filter(({ lane }) => lane.isStale)
    learnAccounts(
      state,
      unknown.map(({ lane }) => this.#accountRow(lane.accountId)),
      moment.ratesNow,
    )
    const queueHeads = new Map(
      candidates.lanes.map((one) => [
        one.lane.accountId,
        this.queueHeadsOf(one.lane.accountId, depthOf(one), state.full),
      ]),
    )
    const plan = choose(state, candidates, queueHeads, moment)
    if (!conflicts) return this.#commit(state, plan, now)
    for (const { lane } of candidates.lanes) state.wake(lane)
    return { out: [], more: true }
  }

  /** What would go out of the lane if it were read now: nothing, if it is right to sleep. */
  overlooked(accountId: AccountId, now: number): readonly SimulatedTask[] {
    const lane = this.#state.laneOf(accountId)
    learnAccounts(this.#state, [this.#accountRow(accountId)], ratesNow(now))
    const candidates = { lanes: [{ lane, max: 1_000 }], crowded: false }
    const queueHeads = new Map([[accountId, this.queueHeadsOf(accountId, 1_000, new Set<RunId>())]])
    const plan = choose(this.#state, candidates, queueHeads, { now, ratesNow: ratesNow(now) })
    return outOf(plan).map(({ task }) => this.taskOf(task.taskId))
  }

  #commit(state: DispatcherState, plan: ReturnType<typeof choose> | undefined, now: number) {
    const chosen = plan ?? { served: [], breakers: new Map(), virtualTime: state.virtualTime }
    const rows = rowsToWriteOf(state, chosen, now)
    const isWorthIt = rows.lanes.length + rows.breakers.length + outOf(chosen).length > 0
    if (isWorthIt) this.#keep(state, rows, chosen.virtualTime)
    const out = outOf(chosen).map(({ task }) => this.begin(task.taskId))
    for (const task of out) this.#startedAt.set(task, now)
    applyPlan(state, chosen, now)
    return { out, more: this.isBehind || hasMore(state, now) }
  }

  #keep(state: DispatcherState, rows: RowsToWrite, virtualTime: number): void {
    for (const row of rows.lanes) this.#laneRows.set(row.accountId, row)
    for (const [upstream, breaker] of rows.breakers) this.#breakers.set(upstream, breaker)
    this.#kept = { seq: state.seq, virtualTime }
    markPersisted(state, rows)
  }

  #load(now: number): DispatcherState {
    const running = this.running().map((task) => ({
      ...task,
      at: this.#startedAt.get(task) ?? now,
      run: this.runFacts(task.runId),
    }))
    const rows = {
      ...this.#kept,
      headSeq: this.log.length,
      breakers: [...this.#breakers],
      running,
      queued: this.accountsWithWork(),
      accounts: running.map(({ accountId }) => this.#accountRow(accountId)),
    }
    return loadState(rows, ratesNow(now))
  }

  #accountOf(accountId: AccountId) {
    const account = this.accounts.get(accountId)
    if (!account) throw new Error(`no ${accountId}`)
    return account
  }

  #accountRow = (accountId: AccountId): Account => {
    const account = this.#accountOf(accountId)
    const facts = { ...account, platform: 'webhook' }
    return { accountId, facts, row: this.#laneRows.get(accountId) ?? null }
  }

  laneOf = (accountId: AccountId): Lane => this.#state.laneOf(accountId)
}

/** A different clock from that of the dispatcher. */
const ratesNow = (now: number) => now - 12_345_678

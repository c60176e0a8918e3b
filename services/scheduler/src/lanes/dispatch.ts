import { isConflict, isDatabaseFault, type LogGuard } from '@pressrun/db'
import type { Chunk } from '@pressrun/events'
import type pg from 'pg'
import { hasMore, nextAt, takeCandidates, type Candidates } from './candidates.ts'
import { applyPlan, choose, outOf } from './choose.ts'
import type { Plan } from './plan.ts'
import { dispatched, conflicted, type Dispatched } from './dispatched.ts'
import { foldMoved, foldSignals, unknownAccounts, type Folded } from './fold-signals.ts'
import { loadEpochState, type EpochState } from './epoch-state.ts'
import type { DispatcherState } from './memory/dispatcher-state.ts'
import { markPersisted, rowsToWriteOf } from './memory/rows-to-write.ts'
import { learnAccounts } from './memory/load-state.ts'
import type { Moment } from './memory/capacity-of.ts'
import { commitPlan } from './rows/commit-plan.ts'
import { readAccounts } from './rows/read-accounts.ts'
import { readQueueHeads } from './rows/read-queue-heads.ts'
import { readSignals, type PassInput } from './rows/read-signals.ts'
import { leaderLock, type LeaderLock } from './rows/leader-lock.ts'

export type DispatcherOptions = {
  readonly url: string
  readonly guard: LogGuard
  readonly now: () => number
  /**
   * The clock for rates, given that of the database. The clocks of machines differ: for a scheduler whose clock is
   * ahead, a post that has just gone out would seem long past.
   */
  readonly ratesNow?: (databaseNow: number) => number
  /** Called when there are signals to read. */
  readonly onSignal?: () => void
  /** Receives the rows of the log that a pass has added. */
  readonly offer?: (rows: readonly Chunk[]) => void
}

/** A task may be cancelled or moved while a pass sends it out; then the pass is repeated. */
const conflictsMax = 20

/** After so many faults the log may hold something unreadable: it is skipped, and the state is loaded from rows. */
const faultsMax = 2

/**
 * The one active dispatcher: it holds the leader lock, and the state that follows from the log. Each pass reads the
 * signals, chooses what goes out, and commits that together with what must survive it. Without signals nothing is read.
 * After any fault the state is dropped and loaded again.
 */
export class Dispatcher implements AsyncDisposable {
  readonly #options: DispatcherOptions
  readonly #role: LeaderLock
  #known: EpochState | undefined
  #conflicts = 0
  #faults = 0

  constructor(options: DispatcherOptions) {
    const { url, onSignal = () => {} } = options
    this.#options = options
    this.#role = leaderLock({ url, onSignal })
  }

  /** When a pass is due even if no signal comes; milliseconds, Infinity if none is. */
  nextAt = (now: number): number => (this.#known ? nextAt(this.#known.state, now) : Infinity)

  /** After the clock was set, for instance. */
  forget(): void {
    this.#known = undefined
  }

  /** The connection that holds the leader lock, if this process has it. */
  session = (): pg.Client | undefined => this.#role.session()

  async pass(): Promise<Dispatched> {
    const client = await this.#role.acquire()
    if (!client) return this.#give({ busy: true })
    try {
      const result = await this.#passWith(client)
      this.#faults = 0
      return result
    } catch (cause) {
      if (!isDatabaseFault(cause)) this.#faults += 1
      this.forget()
      await this.#role.release()
      throw cause
    }
  }

  async #passWith(client: pg.Client): Promise<Dispatched> {
    const { guard, now: clock, ratesNow = (databaseNow: number) => databaseNow } = this.#options
    if (guard.checked() === '' && !(await guard.check())) return this.#give({ restored: true })
    const now = clock()
    const { state, epoch } = (this.#known ??= await loadEpochState(client, {
      now,
      ratesNow,
      skipsLog: this.#faults >= faultsMax,
    }))
    const checked = guard.checked()
    const input = await readSignals(client, state, { epoch, checked, now })
    if (!input.isClear) {
      const isClear = await guard.check()
      return this.#give(isClear ? conflicted : { restored: true })
    }
    // Under the lock there is no other dispatcher: the row was deleted, or changed to have the rows read again.
    if (!input.isOurs) return this.#give(conflicted)
    const moment = { now, ratesNow: ratesNow(input.databaseNow) }
    const folded = await learn(client, state, input, moment)
    const candidates = input.isBehind ? noCandidates : takeCandidates(state, moment)
    try {
      const plan = await this.#choose(client, state, candidates, moment)
      const rowsToWrite = rowsToWriteOf(state, plan, now)
      const rows = await commitPlan(client, state, { plan, rowsToWrite, epoch, checked, now })
      markPersisted(state, rowsToWrite)
      const sleptUntil = applyPlan(state, plan, now)
      state.forgetIdle()
      this.#conflicts = 0
      if (rows.length > 0) this.#options.offer?.(rows)
      const more = input.isBehind || hasMore(state, now)
      return dispatched({ ...folded, tasks: outOf(plan).length, more, sleptUntil })
    } catch (cause) {
      if (!isConflict(cause) || this.#conflicts++ >= conflictsMax) throw cause
      for (const { lane } of candidates.lanes) state.wake(lane)
      return dispatched({ ...folded, ...conflicted })
    }
  }

  /** The second round trip: the first tasks of the candidates, and what is not known of their accounts. */
  async #choose(
    client: pg.Client,
    state: DispatcherState,
    candidates: Candidates,
    moment: Moment,
  ): Promise<Plan> {
    const unknown = candidates.lanes.flatMap(({ lane }) => (lane.isStale ? lane.accountId : []))
    const [accounts, queueHeads] = await Promise.all([
      readAccounts(client, unknown),
      readQueueHeads(client, candidates.lanes, state),
    ])
    learnAccounts(state, accounts, moment.ratesNow)
    return choose(state, candidates, queueHeads, moment)
  }

  /** The state is out of date, or another dispatcher's by now. */
  #give(result: Partial<Dispatched>): Dispatched {
    this.forget()
    return dispatched(result)
  }

  [Symbol.asyncDispose] = () => this.#role[Symbol.asyncDispose]()
}

const noCandidates: Candidates = { lanes: [], crowded: true }

async function learn(
  client: pg.Client,
  state: DispatcherState,
  { moved, rows }: PassInput,
  moment: Moment,
): Promise<Folded> {
  if (moved) foldMoved(state, moved.accounts, moved.nextAt)
  const unknown = await readAccounts(client, unknownAccounts(state, rows))
  learnAccounts(state, unknown, moment.ratesNow)
  return foldSignals(state, rows, moment)
}

import { isConflict, isDatabaseFault, type LogGuard } from '@pressrun/db'
import type { Chunk } from '@pressrun/events'
import type pg from 'pg'
import { hasMore, nextAt, takeCandidates, type Candidates } from './candidates.ts'
import { applyPlan, choose, outOf } from './choose.ts'
import type { Plan } from './plan.ts'
import { dispatched, inVain, type Dispatched } from './dispatched.ts'
import { foldMoved, foldNews, unknownAccounts, type Folded } from './fold-news.ts'
import { loadKnown, type Known } from './known.ts'
import type { DispatcherState } from './memory/dispatcher-state.ts'
import { areKept, rowsToKeep } from './memory/kept-rows.ts'
import { learnAccounts } from './memory/load-state.ts'
import type { Moment } from './memory/room-of.ts'
import { commitPlan } from './rows/commit-plan.ts'
import { readAccounts } from './rows/read-accounts.ts'
import { readHeads } from './rows/read-heads.ts'
import { readNews, type LogNews } from './rows/read-news.ts'
import { dispatcherRole, type Role } from './rows/role.ts'

export type DispatcherOptions = {
  readonly url: string
  readonly guard: LogGuard
  readonly now: () => number
  /**
   * The clock by which rates are counted, given that of the database. The clocks of machines differ: to a
   * scheduler whose clock is ahead, a post that has just gone out would seem to be long past.
   */
  readonly ratesNow?: (databaseNow: number) => number
  /** Called when there is something to read. */
  readonly onNews?: () => void
  /** Is given the rows of the log that a pass has added. */
  readonly offer?: (rows: readonly Chunk[]) => void
}

/** A task may be cancelled or moved while a pass sends it out; then the pass is taken again. */
const conflictsMax = 20

/** Then there may be something in the log that cannot be read: it is left out, and what rows say is loaded. */
const faultsMax = 2

/**
 * The one process that dispatches: it holds the role, and remembers what the log has told. Each pass reads the news,
 * chooses what goes out, and commits that together with what must survive it. Nothing is read when nothing has
 * happened. What was remembered is forgotten after any fault, and loaded again.
 */
export class Dispatcher implements AsyncDisposable {
  readonly #options: DispatcherOptions
  readonly #role: Role
  #known: Known | undefined
  #conflicts = 0
  #faults = 0

  constructor(options: DispatcherOptions) {
    const { url, onNews = () => {} } = options
    this.#options = options
    this.#role = dispatcherRole({ url, onNews })
  }

  /** When a pass is due even if no news come; milliseconds, Infinity if none is. */
  nextAt = (now: number): number => (this.#known ? nextAt(this.#known.state, now) : Infinity)

  /** After the clock was set, for instance. */
  forget(): void {
    this.#known = undefined
  }

  /** The connection that has the role, if this process has it. */
  session = (): pg.Client | undefined => this.#role.session()

  async pass(): Promise<Dispatched> {
    const client = await this.#role.take()
    if (!client) return this.#give({ busy: true })
    try {
      const result = await this.#passWith(client)
      this.#faults = 0
      return result
    } catch (cause) {
      if (!isDatabaseFault(cause)) this.#faults += 1
      this.forget()
      await this.#role.lose()
      throw cause
    }
  }

  async #passWith(client: pg.Client): Promise<Dispatched> {
    const { guard, now: clock, ratesNow = (databaseNow: number) => databaseNow } = this.#options
    if (guard.checked() === '' && !(await guard.check())) return this.#give({ restored: true })
    const now = clock()
    const { state, epoch } = (this.#known ??= await loadKnown(client, {
      now,
      ratesNow,
      withoutNews: this.#faults >= faultsMax,
    }))
    const checked = guard.checked()
    const news = await readNews(client, state, { epoch, checked, now })
    if (!news.isClear) {
      const isClear = await guard.check()
      return this.#give(isClear ? inVain : { restored: true })
    }
    // With the role there is no other dispatcher: somebody wants the rows to be read again, or has deleted one.
    if (!news.isOurs) return this.#give(inVain)
    const moment = { now, ratesNow: ratesNow(news.databaseNow) }
    const folded = await learn(client, state, news, moment)
    const candidates = news.isBehind ? nobody : takeCandidates(state, moment)
    try {
      const plan = await this.#choose(client, state, candidates, moment)
      const kept = rowsToKeep(state, plan, now)
      const rows = await commitPlan(client, state, { plan, kept, epoch, checked, now })
      areKept(state, kept)
      const sleptUntil = applyPlan(state, plan, now)
      state.forgetIdle()
      this.#conflicts = 0
      if (rows.length > 0) this.#options.offer?.(rows)
      const more = news.isBehind || hasMore(state, now)
      return dispatched({ ...folded, tasks: outOf(plan).length, more, sleptUntil })
    } catch (cause) {
      if (!isConflict(cause) || this.#conflicts++ >= conflictsMax) throw cause
      for (const { lane } of candidates.lanes) state.wake(lane)
      return dispatched({ ...folded, ...inVain })
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
    const [accounts, heads] = await Promise.all([
      readAccounts(client, unknown),
      readHeads(client, candidates.lanes, state),
    ])
    learnAccounts(state, accounts, moment.ratesNow)
    return choose(state, candidates, heads, moment)
  }

  /** What it knows is of another time, or another's by now. */
  #give(result: Partial<Dispatched>): Dispatched {
    this.forget()
    return dispatched(result)
  }

  [Symbol.asyncDispose] = () => this.#role[Symbol.asyncDispose]()
}

const nobody: Candidates = { lanes: [], crowded: true }

async function learn(
  client: pg.Client,
  state: DispatcherState,
  { moved, rows }: LogNews,
  moment: Moment,
): Promise<Folded> {
  if (moved) foldMoved(state, moved.accounts, moved.nextAt)
  const unknown = await readAccounts(client, unknownAccounts(state, rows))
  learnAccounts(state, unknown, moment.ratesNow)
  return foldNews(state, rows, moment)
}

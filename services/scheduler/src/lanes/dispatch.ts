import { isConflict, toQuery, transact } from '@pressrun/db'
import { toInstant, type MintId } from '@pressrun/events'
import type pg from 'pg'
import { carryOut } from './carry-out.ts'
import { keepClock } from './keep-lanes.ts'
import { turnedRemotes, type Turned } from './law/breaker.ts'
import { look, type Expected } from './look.ts'
import { readLog } from './read-log.ts'
import { makeLanes } from './wake-lanes.ts'

export type DispatchOptions = {
  readonly pool: pg.Pool
  readonly mint: MintId
  readonly now: () => number
  /**
   * The clock by which rates are counted, given that of the database: the clocks of machines differ, and
   * who is ahead would take what has just gone out for long ago.
   */
  readonly ratesNow?: (databaseNow: number) => number
}

export type Dispatched = {
  readonly tasks: number
  /** There may be more that is ready: look again. */
  readonly more: boolean
  /** Another scheduler was looking. It may die over it: look again before long. */
  readonly busy: boolean
  /** What it has learned of remotes: that they are in trouble now, or well again. */
  readonly turned: readonly Turned[]
  /** The instants (milliseconds) that lanes slept until, of those that something went out of. */
  readonly sleptUntil: readonly number[]
}

const nothing = { tasks: 0, more: false, busy: false, turned: [], sleptUntil: [] }

/** Before a look has counted them: a first look that takes too little is followed by another. */
const lanesAssumed = 100

/** Somebody may cancel or move what a look sends out; it looks again then, at once. */
const conflictsMax = 5

/**
 * Makes the dispatcher: each call takes one look at the lanes and emits `TaskDue` for what may go out
 * now. Looks of several schedulers never overlap (they share a lock that ends with the transaction), so
 * limits are counted on what is really on its way; the one who comes second has nothing to do. What a
 * look learns is committed with what it emits, or not at all.
 */
export function dispatcher({
  pool,
  mint,
  now,
  ratesNow = (databaseNow) => databaseNow,
}: DispatchOptions): () => Promise<Dispatched> {
  let expected: Expected = { lanes: lanesAssumed, fullRuns: [] }
  const lookOnce = (client: pg.ClientBase) =>
    onePass(client, { mint, now: now(), ratesNow, expected })
  return async () => {
    for (let conflicts = 0; ; conflicts++) {
      try {
        const passed = await transact(pool, lookOnce)
        expected = passed.expected
        return passed.dispatched
      } catch (cause) {
        if (!isConflict(cause) || conflicts >= conflictsMax) throw cause
      }
    }
  }
}

type Pass = {
  readonly mint: MintId
  readonly now: number
  readonly ratesNow: (databaseNow: number) => number
  readonly expected: Expected
}
type Passed = { readonly dispatched: Dispatched; readonly expected: Expected }

async function onePass(client: pg.ClientBase, pass: Pass): Promise<Passed> {
  const { now, expected } = pass
  const news = await readLog(client, toInstant(now))
  if (news.busy) return { dispatched: { ...nothing, busy: true }, expected }
  if (news.position === null) {
    await makeLanes(client, toInstant(now))
    return onePass(client, pass)
  }
  if (news.idle) {
    if (news.moved) await client.query(toQuery(keepClock(news.position, news.virtualTime)))
    return { dispatched: { ...nothing, more: news.more }, expected }
  }
  const ratesNow = pass.ratesNow(news.databaseNow)
  const { plan, lanes } = await look(client, { news, now, ratesNow, expected })
  const passedOn = await carryOut(client, { ...pass, plan, news })
  return {
    dispatched: {
      tasks: plan.out.length,
      more: news.more || plan.more || passedOn,
      busy: false,
      turned: turnedRemotes(news.breakers, plan.breakers),
      sleptUntil: plan.sleptUntil,
    },
    expected: { lanes: lanes || lanesAssumed, fullRuns: plan.fullRuns },
  }
}

import { isConflict, toQuery, transact, type LogGuard } from '@pressrun/db'
import { toInstant } from '@pressrun/events'
import type pg from 'pg'
import { carryOut } from './carry-out.ts'
import { keepClock } from './keep-lanes.ts'
import { turnedRemotes, type Turned } from './law/breaker.ts'
import { look, type Expected } from './look.ts'
import { listAwaitedRuns } from './list-awaited-runs.ts'
import { beginLanes, makeLostLanes } from './make-lost-lanes.ts'
import { readLog, type LogNews } from './read-log.ts'
import { OutdatedLook } from './with-states.ts'

export type DispatchOptions = {
  readonly pool: pg.Pool
  readonly guard: LogGuard
  readonly now: () => number
  /**
   * The clock by which rates are counted, given that of the database. The clocks of machines differ: to a
   * scheduler whose clock is ahead, a post that has just gone out would seem to be long past.
   */
  readonly ratesNow?: (databaseNow: number) => number
}

export type Dispatched = {
  readonly tasks: number
  /** More may be ready: look again. */
  readonly more: boolean
  /** Another scheduler was looking. It may die before it is done: look again before long. */
  readonly busy: boolean
  /** The database was restored from a backup: nothing goes out before a person has accepted that. */
  readonly restored: boolean
  /** The remotes whose breakers have opened or closed. */
  readonly turned: readonly Turned[]
  /** The instants (milliseconds) until which lanes slept that sent something now. */
  readonly sleptUntil: readonly number[]
}

const nothing = {
  tasks: 0,
  more: false,
  busy: false,
  restored: false,
  turned: [],
  sleptUntil: [],
}

/** Before a look has counted them; a first look that takes too few tasks is followed by another. */
const lanesAssumed = 100

/** How often lost lanes and lost room are looked for, besides at the start. */
const lostEveryMs = 30_000

/** A task may be cancelled or moved while a look sends it out; then the look is taken again at once. */
const conflictsMax = 5

/**
 * Makes the dispatcher: each call takes one look at the lanes and emits `TaskDue` for what may go out
 * now. The looks of several schedulers never overlap (they share a lock that ends with the transaction),
 * so limits are counted from what is really in flight; a scheduler that finds the lock taken does
 * nothing. What a look learns is committed together with what it emits, or not at all.
 */
export function dispatcher({
  pool,
  guard,
  now,
  ratesNow = (databaseNow) => databaseNow,
}: DispatchOptions): () => Promise<Dispatched> {
  let expected: Expected = { lanes: lanesAssumed, fullRuns: [] }
  let lostSoughtAt = -Infinity
  const lookOnce = async (client: pg.ClientBase) => {
    const at = now()
    const seeksLost = Math.abs(at - lostSoughtAt) >= lostEveryMs
    const checked = guard.checked()
    const passed = await onePass(client, { checked, now: at, ratesNow, expected, seeksLost })
    const { busy, restored } = passed.dispatched
    if (seeksLost && !busy && !restored) lostSoughtAt = at
    return passed
  }
  return async () => {
    for (let conflicts = 0; ; conflicts++) {
      try {
        const passed = await transact(pool, lookOnce)
        // Another server or database answers than the one that was checked, or none was yet.
        if (passed.dispatched.restored && (await guard.check())) continue
        expected = passed.expected
        return passed.dispatched
      } catch (cause) {
        if (!isOutdated(cause) || conflicts >= conflictsMax) throw cause
      }
    }
  }
}

const isOutdated = (cause: unknown) => cause instanceof OutdatedLook || isConflict(cause)

type Pass = {
  readonly checked: string
  readonly now: number
  readonly ratesNow: (databaseNow: number) => number
  readonly expected: Expected
  readonly seeksLost: boolean
}
type Passed = { readonly dispatched: Dispatched; readonly expected: Expected }

async function onePass(client: pg.ClientBase, pass: Pass): Promise<Passed> {
  const { now, expected } = pass
  const read = await readLog(client, toInstant(now), pass.checked)
  if (read.unchecked) return { dispatched: { ...nothing, restored: true }, expected }
  const news = pass.seeksLost && !read.busy ? await withLostRoom(client, read) : read
  if (news.busy) return { dispatched: { ...nothing, busy: true }, expected }
  if (news.seq === null) {
    await beginLanes(client)
    return onePass(client, { ...pass, seeksLost: true })
  }
  if (pass.seeksLost && (await makeLostLanes(client, toInstant(now))))
    return onePass(client, { ...pass, seeksLost: false })
  if (news.idle) {
    if (news.moved) await client.query(toQuery(keepClock(news.seq, news.virtualTime)))
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
      restored: false,
      turned: turnedRemotes(news.breakers, plan.breakers),
      sleptUntil: plan.sleptUntil,
    },
    expected: { lanes: lanes || lanesAssumed, fullRuns: plan.fullRuns },
  }
}

/** Runs that are waited for may have room that nothing has told of. */
async function withLostRoom(client: pg.ClientBase, news: LogNews): Promise<LogNews> {
  const awaited = await listAwaitedRuns(client)
  const freedRuns = new Set([...news.freedRuns, ...awaited])
  return { ...news, freedRuns, idle: news.idle && awaited.length === 0 }
}

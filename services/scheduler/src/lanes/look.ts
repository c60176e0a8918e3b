import { toInstant, type RunId } from '@pressrun/events'
import type pg from 'pg'
import { findFullRuns } from './find-full-runs.ts'
import { countInFlight, fullRuns } from './in-flight.ts'
import { closedBreaker, isDue, type Breaker } from './law/breaker.ts'
import { hear, planLook, type LookPlan } from './law/plan-look.ts'
import { runRoom } from './law/run-room.ts'
import type { News } from './read-log.ts'
import { lanesMax } from './take-lanes-query.ts'
import { takeLanes, type Candidate, type Taken } from './take-lanes.ts'
import { tasksAtOnceMax, wakeLanesOfRuns } from './wake-lanes.ts'

/** How many tasks a look aims at: enough to fill a commit, too few to hold it up. */
const tasksWanted = 500
const tasksPerLaneMax = 64

/** The lanes share a look evenly; how many there are, the last look has seen. */
const tasksPerLane = (lanes: number): number =>
  Math.min(tasksPerLaneMax, Math.ceil(tasksWanted / Math.max(1, lanes)))

type Before = {
  readonly news: News
  readonly now: number
  /** The clock of the rates. */
  readonly ratesNow: number
  readonly expected: Expected
}

/** What the look before has seen; it may be wrong. */
export type Expected = {
  readonly lanes: number
  /** Runs that were full: if they still are, what belongs to them is passed over. */
  readonly fullRuns: readonly RunId[]
}

export type Seen = {
  readonly taken: Taken
  readonly plan: LookPlan<Candidate>
  readonly more: boolean
  readonly fullRuns: readonly RunId[]
}

/** Reads what there is to decide on, and decides. */
export async function look(client: pg.ClientBase, before: Before): Promise<Seen> {
  const { news, now, ratesNow, expected } = before
  const { breakers } = news
  const at = toInstant(now)
  // Counted after the log was read: what has ended by then has its place in its run again.
  const full = fullRuns(await countInFlight(client, expected.fullRuns))
  const startedRuns = await smallRuns(client, news, at)
  const taken = await takeLanes(client, {
    now: at,
    virtualTime: news.virtualTime,
    perLane: tasksPerLane(expected.lanes),
    accountIds: news.accountIds,
    startedRuns,
    freedRuns: news.freedRuns,
    fullRuns: full,
    allLeft: breakers.size > 0 || news.blocks.length > 0 || hasIllness(news),
    dueRemotes: [...breakers].flatMap(([remote, breaker]) => (isDue(breaker, now) ? remote : [])),
  })
  const spent = taken.lanes.filter(({ headsMax, more }) => headsMax > 0 && !more)
  const heldUp = await findFullRuns(
    client,
    spent.map(({ accountId }) => accountId),
    full,
    at,
  )
  const limited = taken.lanes.flatMap(({ heads }) =>
    heads.flatMap(({ runId, mayFill }) => (mayFill ? runId : [])),
  )
  const runs = runRoom(await countInFlight(client, limited))
  const plan = planLook({
    now,
    ratesNow,
    virtualTime: news.virtualTime,
    lanes: taken.lanes.map((lane) => ({ ...lane, fullRun: heldUp.get(lane.accountId) ?? null })),
    runs,
    crowded: taken.lanes.length >= lanesMax,
    breakers: blocked(heardOf(news, taken, now), news, taken),
  })
  const more = news.more || plan.more || taken.left.length > 0 || taken.lanes.length >= lanesMax
  return { taken, plan, more, fullRuns: [...full, ...runs.full] }
}

/** Large runs have their lanes woken in the table, small ones are looked at right away. */
async function smallRuns(client: pg.ClientBase, news: News, at: string): Promise<RunId[]> {
  const runIds = [...news.startedRuns.keys()]
  const tasks = news.startedRuns.values().reduce((sum, count) => sum + count, 0)
  if (tasks <= tasksAtOnceMax) return runIds
  await wakeLanesOfRuns(client, runIds, news.virtualTime, at)
  return []
}

const remotesOf = ({ lanes, left }: Taken) =>
  new Map([...lanes, ...left].map(({ accountId, remote }) => [accountId, remote]))

const hasIllness = ({ signs }: Pick<News, 'signs'>) => signs.some(({ says }) => says === 'ill')

function heardOf({ breakers, signs }: News, taken: Taken, now: number): Map<string, Breaker> {
  // While all is well there is nothing to note, and it is the rule.
  if (breakers.size === 0 && !hasIllness({ signs })) return new Map()
  const remotes = remotesOf(taken)
  const located = signs.flatMap((sign) => {
    const remote = remotes.get(sign.accountId)
    return remote === undefined ? [] : { ...sign, remote }
  })
  return hear(breakers, located, now)
}

function blocked(
  breakers: Map<string, Breaker>,
  { blocks }: News,
  taken: Taken,
): ReadonlyMap<string, Breaker> {
  if (blocks.length === 0) return breakers
  const remotes = remotesOf(taken)
  for (const { accountId, until } of blocks) {
    const remote = remotes.get(accountId)
    if (remote === undefined) continue
    const known = breakers.get(remote) ?? closedBreaker
    breakers.set(remote, { ...known, blockedUntil: Math.max(known.blockedUntil ?? 0, until) })
  }
  return breakers
}

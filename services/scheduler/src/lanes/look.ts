import { toInstant, type RunId } from '@pressrun/events'
import type pg from 'pg'
import { countInFlight } from './count-in-flight.ts'
import { findFullRuns } from './find-full-runs.ts'
import { lanesMax } from './lanes-max.ts'
import { isDue } from './law/breaker.ts'
import { needsRemotes } from './law/learn-remotes.ts'
import type { LookPlan } from './law/plan-look.ts'
import { fullRuns } from './law/run-room.ts'
import { shareLook, tasksPerLane } from './law/share-look.ts'
import type { LogNews } from './read-log.ts'
import { planDeeply } from './plan-deeply.ts'
import { takeLanes, type LanesFound } from './take-lanes.ts'
import { wakeLanesOfRun } from './wake-lanes-of-run.ts'
import { tasksAtOnceMax, wakeLanesOfRuns } from './wake-lanes.ts'
import { withStates, type Candidate } from './with-states.ts'

type Before = {
  readonly news: LogNews
  readonly now: number
  /** The clock of the rates. */
  readonly ratesNow: number
  readonly expected: Expected
}

/** What the last look has seen; it may have changed since. */
export type Expected = {
  readonly lanes: number
  /** Runs that were full: if they still are, their tasks are passed over. */
  readonly fullRuns: readonly RunId[]
}

export type Seen = {
  readonly plan: LookPlan<Candidate>
  /** How many lanes the look took. */
  readonly lanes: number
}

/** Reads what the plan depends on, and makes the plan. */
export async function look(client: pg.ClientBase, before: Before): Promise<Seen> {
  const { news, now, ratesNow, expected } = before
  const { breakers, virtualTime } = news
  const at = toInstant(now)
  // Counted after the log was read, so attempts that ended in it no longer take a place in their runs.
  const full = fullRuns(await countInFlight(client, expected.fullRuns))
  const taken = await takeLanes(client, {
    now: at,
    virtualTime,
    perLane: tasksPerLane(expected.lanes),
    accountIds: news.accountIds,
    startedRuns: await smallRuns(client, news, at),
    freedRuns: news.freedRuns,
    fullRuns: full,
    allLeft: needsRemotes(breakers, news),
    dueRemotes: [...breakers].flatMap(([remote, breaker]) => (isDue(breaker, now) ? remote : [])),
  })
  const found = await withFullRuns(client, taken, full, at)
  const lanes = shareLook(found)
  const planned = await planDeeply(client, {
    now,
    ratesNow,
    virtualTime,
    news,
    breakers,
    lanes,
    left: taken.left,
    lanesMax,
    fullRuns: full,
  })
  const plan = { ...planned, out: await withStates(client, planned.out) }
  return { plan, lanes: lanes.length }
}

/** Lanes of large runs, or of very many, are woken in the table; the rest are looked at right away. */
async function smallRuns(client: pg.ClientBase, news: LogNews, at: string): Promise<RunId[]> {
  const isLarge = (tasks: number) => tasks > tasksAtOnceMax
  for (const [runId, tasks] of news.startedRuns)
    if (isLarge(tasks)) await wakeLanesOfRun(client, runId, news.virtualTime, at)
  const small = [...news.startedRuns].filter(([, tasks]) => !isLarge(tasks))
  const runIds = small.map(([runId]) => runId)
  if (!isLarge(small.reduce((sum, [, tasks]) => sum + tasks, 0))) return runIds
  await wakeLanesOfRuns(client, runIds, news.virtualTime, at)
  return []
}

/** Adds to lanes in which nothing else is ready the full run that holds up tasks in them. */
async function withFullRuns(
  client: pg.ClientBase,
  { lanes }: LanesFound,
  full: readonly RunId[],
  at: string,
): Promise<LanesFound['lanes']> {
  const spent = lanes.filter(({ headsMax, more }) => headsMax > 0 && !more)
  const accountIds = spent.map(({ accountId }) => accountId)
  const heldUp = await findFullRuns(client, accountIds, full, at)
  if (heldUp.size === 0) return lanes
  return lanes.map((lane) => ({ ...lane, fullRun: heldUp.get(lane.accountId) ?? null }))
}

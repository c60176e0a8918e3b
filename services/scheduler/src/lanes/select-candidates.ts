import type { RunId } from '@pressrun/events'
import type pg from 'pg'
import type { Candidate } from './candidate.ts'

/** How many lanes one look takes in: bounds what it can cost. */
export const lanesMax = 500

/** How many tasks a look aims at: enough to fill a commit, too few to hold it up. */
const tasksWanted = 500
const tasksPerLaneMax = 64

/** The lanes share a look evenly; how many there are, the last look has seen. */
export const tasksPerLane = (lanes: number): number =>
  Math.min(tasksPerLaneMax, Math.ceil(tasksWanted / Math.max(1, lanes)))

export type Look = {
  readonly candidates: readonly Candidate[]
  /** The last account of a full look: the next look begins behind it, so every lane has its turn. */
  readonly lastAccount: string | null
  /** How many lanes it saw. */
  readonly lanes: number
  /** There may be more that is ready than this look took in. */
  readonly more: boolean
  /** When the first of its accounts that are blocked is free again; Infinity when none is. */
  readonly unblockedAt: number
}

type Row = {
  readonly lane: number
  readonly account: string
  /** Only told of an account that is blocked now. */
  readonly blockedUntil: string | null
} & (Candidate | { readonly [key in keyof Candidate]: null })

/**
 * Walks over the accounts that have queued tasks (a loose index scan: one index probe each, however
 * deep their lanes are), from behind `afterAccount`, and takes what is due from the head of each
 * lane: by priority, then due time, then planned order, as far as `maxInFlight` allows. What belongs
 * to a full run is passed over: the lane is free for the others.
 */
export async function selectCandidates(
  client: pg.ClientBase,
  from: {
    readonly afterAccount: string | null
    readonly perLane: number
    readonly fullRuns: readonly RunId[]
  },
  now: string,
): Promise<Look> {
  const { rows } = await client.query<Row>({
    name: 'select-candidates',
    text: laneHeads,
    values: [from.afterAccount ?? '', now, from.perLane, from.fullRuns],
  })
  const candidates = rows.filter((row) => row.taskId !== null)
  const perLane = new Map<string, number>()
  for (const { account } of candidates) perLane.set(account, (perLane.get(account) ?? 0) + 1)
  const last = rows.at(-1)
  const full = last !== undefined && last.lane >= lanesMax
  return {
    candidates,
    lanes: last?.lane ?? 0,
    lastAccount: full ? last.account : null,
    more: full || perLane.values().some((tasks) => tasks === from.perLane),
    unblockedAt: Math.min(
      ...rows.map(({ blockedUntil }) => (blockedUntil ? Date.parse(blockedUntil) : Infinity)),
    ),
  }
}

/**
 * Plain index scans forget the entries of tasks that have moved on as they meet them; bitmap scans
 * would visit them again and again until the next vacuum.
 */
export const planSettings = 'set local enable_bitmapscan = off; set local enable_seqscan = off'

/**
 * The head of a lane is read from `tasks` alone, in the order of its index, and the state of a run is
 * asked row by row: a join there would leave the planner the choice to begin with the runs and read
 * all their tasks for every lane (tried: 40 ms a look instead of 2).
 */
const laneHeads = `
with recursive lane (account_id, number) as (
  (select account_id, 1 from tasks
    where status = 'queued' and account_id > $1 order by account_id limit 1)
  union all
  (select next.account_id, lane.number + 1 from lane cross join lateral
    (select account_id from tasks
      where status = 'queued' and account_id > lane.account_id order by account_id limit 1) next
    where lane.number < ${lanesMax})
)
select lane.number as lane, lane.account_id as account,
  case when accounts.blocked_until > $2 then accounts.blocked_until end as "blockedUntil",
  head.id as "taskId", head.run_id as "runId", runs.meta, runs.concurrency
from lane
join accounts on accounts.id = lane.account_id
left join lateral (
  select id, run_id, priority, due_at from tasks
  where status = 'queued' and account_id = lane.account_id
    and (eligible_at is null or eligible_at <= $2)
    and run_id <> all($4::text[])
    and (select runs.status from runs where runs.id = run_id) in ('running', 'completed')
    and accounts.status = 'active'
    and (accounts.blocked_until is null or accounts.blocked_until <= $2)
  order by priority desc, due_at, id
  limit greatest(0, least($3::integer,
    coalesce((accounts.limits->>'maxInFlight')::integer, 1) - (
      select count(*) from tasks as busy
      where busy.status = 'running' and busy.account_id = lane.account_id)))
) head on true
left join runs on runs.id = head.run_id
order by lane.number, head.priority desc, head.due_at, head.id`

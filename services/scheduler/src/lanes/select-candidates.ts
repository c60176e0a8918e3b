import type pg from 'pg'
import type { Candidate } from './candidate.ts'

/** How many lanes one look takes in, and how many tasks of each: bounds what a look can cost. */
export const lanesMax = 500
export const tasksPerLaneMax = 16

export type Look = {
  readonly candidates: readonly Candidate[]
  /** The last account of a full look: the next look begins behind it, so every lane has its turn. */
  readonly lastAccount: string | null
  /** There may be more that is ready than this look took in. */
  readonly more: boolean
}

/**
 * Walks over the accounts that have queued tasks (a loose index scan: one index probe each, however
 * deep their lanes are), from behind `afterAccount`, and takes what is due from the head of each
 * lane: by priority, then due time, then planned order, as far as `maxInFlight` allows.
 */
export async function selectCandidates(
  client: pg.ClientBase,
  afterAccount: string | null,
  now: string,
): Promise<Look> {
  const { rows } = await client.query<Row>({
    name: 'select-candidates',
    text: query,
    values: [afterAccount ?? '', now],
  })
  const last = rows.at(-1)
  const full = (last?.lane ?? 0) >= lanesMax
  return {
    candidates: rows.flatMap((row) => (row.taskId ? [row as Candidate] : [])),
    lastAccount: full ? (last?.account ?? null) : null,
    more: full || rows.some((row) => Number(row.place) === tasksPerLaneMax),
  }
}

type Row = { lane: number; account: string; place: number | null } & (
  | Candidate
  | { [key in keyof Candidate]: null }
)

const query = `
with recursive lane (account_id, number) as (
  (select account_id, 1 from tasks
    where status = 'queued' and account_id > $1 order by account_id limit 1)
  union all
  (select next.account_id, lane.number + 1 from lane cross join lateral
    (select account_id from tasks
      where status = 'queued' and account_id > lane.account_id order by account_id limit 1) next
    where lane.number < ${lanesMax})
),
running as materialized (
  select account_id, run_id from tasks where status = 'running'
),
account_in_flight as (select account_id, count(*) as tasks from running group by account_id),
run_in_flight as (select run_id, count(*) as tasks from running group by run_id)
select lane.number as lane, lane.account_id as account, head.place,
  head.id as "taskId", head.run_id as "runId", head.meta,
  head.concurrency, coalesce(run_in_flight.tasks, 0)::integer as "runInFlight"
from lane
join accounts on accounts.id = lane.account_id
left join account_in_flight on account_in_flight.account_id = lane.account_id
left join lateral (
  select tasks.id, tasks.run_id, tasks.priority, tasks.eligible_at,
    runs.concurrency, runs.meta,
    row_number() over (order by tasks.priority desc, tasks.eligible_at, tasks.id)::integer as place
  from tasks join runs on runs.id = tasks.run_id
  where tasks.status = 'queued' and tasks.account_id = lane.account_id
    and tasks.eligible_at <= $2
    and runs.status in ('running', 'completed')
    and accounts.status = 'active'
    and (accounts.blocked_until is null or accounts.blocked_until <= $2)
  order by tasks.priority desc, tasks.eligible_at, tasks.id
  limit greatest(0, least(${tasksPerLaneMax},
    coalesce((accounts.limits->>'maxInFlight')::integer, 1)
      - coalesce(account_in_flight.tasks, 0)))
) head on true
left join run_in_flight on run_in_flight.run_id = head.run_id
order by lane.number, head.place`

import { taskRowColumns } from '@pressrun/db'
import { maxInFlightDefault } from '@pressrun/events'
import { heldUp } from './held-up.ts'

/** How many lanes one look serves: bounds what it can cost. */
export const lanesMax = 500

/** One of them is the probe of a remote in trouble; the others are there for those that have nothing. */
const triesMax = 100

/**
 * Plain index scans forget the entries of rows that have moved on as they meet them; bitmap scans would
 * visit them again and again until the next vacuum. To plan the same anew for every look would cost more
 * than to carry it out; and a plan for any look must find what it needs one by one, by key, or it would
 * read a whole table for the few rows there are.
 */
export const planSettings = Object.entries({
  plan_cache_mode: 'force_generic_plan',
  enable_bitmapscan: 'off',
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
}).map(([name, value]) => `set_config('${name}', '${value}', true)`)

const headColumns = taskRowColumns.filter((column) => column !== 'account_id')

/** One half of a lane: what never had to wait for a time, or what had to. */
const ready = (which: string) => `
  select ${headColumns.join(', ')} from tasks
  where status = 'queued' and account_id = lane.account_id and ${which}
    and run_id <> all($7::text[])
    and (select runs.status from runs where runs.id = run_id) in ('running', 'completed')
  order by priority desc, due_at, id limit open.slots + 1`

/**
 * The head of a lane is read from `tasks` alone, in the order of its indexes, and the state of a run is
 * asked row by row: a join there would leave the planner the choice to begin with the runs and read all
 * their tasks for every lane (tried: 40 ms a look instead of 2). A task that waited for its time was due
 * by then, which is what keeps the ones to come out of the index scan.
 */
export const takeLanesQuery = `
with slot as materialized (
  select runs.id,
    case when runs.status in ('running', 'completed')
      then runs.concurrency - (select count(*) from tasks
        where status = 'running' and run_id = runs.id and run_id > '') else ${lanesMax} end
      - (select count(*) from lanes where waits_for = runs.id and ready) as room
  from unnest($6::text[]) as freed (run_id) join runs on runs.id = freed.run_id
  where (select true from lanes where waits_for is not null limit 1)
),
taken as (
  select unnest($4::text[]) as account_id
  union
  select tasks.account_id from tasks left join lanes on lanes.account_id = tasks.account_id
  where tasks.run_id = any($5::text[]) and tasks.status = 'queued' and tasks.run_id > ''
    and (lanes.reason is null or lanes.reason <> all($9::text[]))
  union
  select waiting.account_id from slot cross join lateral (
    select account_id from lanes where waits_for = slot.id and not ready
    order by turn limit greatest(0, slot.room)) waiting
  union
  select held_up.account_id from slot cross join lateral (
    ${heldUp('slot.id', '$1')} limit greatest(0, slot.room)) held_up
  union
  select tries.account_id from unnest($8::text[]) as due (remote) cross join lateral (
    select account_id from lanes where waits_for = due.remote and not ready
    order by turn limit ${triesMax}) tries
  union
  (select account_id from lanes where ready order by turn limit ${lanesMax})
  union
  (select account_id from lanes where not ready and next_at <= $1 order by next_at limit ${lanesMax})
),
lane as materialized (
  select taken.account_id, lanes.ready, lanes.turn, lanes.next_at, lanes.waits_for, lanes.reason,
    lanes.pass, lanes.rates, lanes.in_flight as lane_in_flight, lanes.last_at,
    row_number() over (order by
      case when lanes.ready then lanes.turn else greatest(lanes.pass, $2::double precision) end,
      taken.account_id)::integer as place
  from taken left join lanes on lanes.account_id = taken.account_id
)
select lane.*, accounts.remote, accounts.status as account_status, accounts.limits,
  accounts.blocked_until, open.busy, open.slots as heads_max, soonest.at as soonest_at, head.more,
  ${headColumns.map((column) => `head.${column}`).join(', ')}, runs.meta, runs.concurrency,
  runs.task_count > runs.concurrency as may_fill
from lane
join accounts on accounts.id = lane.account_id
cross join lateral (
  select busy.tasks as busy,
    case when lane.place <= ${lanesMax} and accounts.status = 'active'
        and (accounts.blocked_until is null or accounts.blocked_until <= $1)
      then greatest(0, least($3::integer,
        coalesce((accounts.limits->>'maxInFlight')::integer, ${maxInFlightDefault}) - busy.tasks))
      else 0 end as slots
  from (select count(*)::integer as tasks from tasks
    where status = 'running' and account_id = lane.account_id) busy
) open
cross join lateral (
  select min(eligible_at) as at from tasks
  where status = 'queued' and eligible_at > $1 and eligible_at > '-infinity'
    and account_id = lane.account_id and open.slots > 0
) soonest
left join lateral (
  select *, row_number() over (order by priority desc, due_at, id) as nth,
    count(*) over () > open.slots as more
  from (
    (${ready('eligible_at is null')})
    union all
    (${ready('eligible_at is not null and eligible_at <= $1 and due_at <= $1')})
  ) due
  where open.slots > 0
) head on head.nth <= open.slots
left join runs on runs.id = head.run_id
where lane.place <= ${lanesMax} or lane.ready is not true or $10::boolean
order by lane.place, head.priority desc, head.due_at, head.id`

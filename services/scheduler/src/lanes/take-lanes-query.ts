import { taskRowColumns } from '@pressrun/db'
import { maxInFlightDefault } from '@pressrun/events'
import { firstTasks } from './first-tasks.ts'
import { heldUp } from './held-up.ts'
import { healthiestFirst } from './healthiest-first.ts'
import { lanesMax, triesMax } from './lanes-max.ts'
import { isSending, roomOfRun } from './room-of-run.ts'

/**
 * Freed runs with the room for which no lane has been woken yet. Almost always no lane waits for any
 * run: one look at the index of waiting lanes then saves counting the tasks of each freed run.
 */
const slots = `
  select runs.id, ${isSending('runs.status')} as sends,
    ${roomOfRun}
      - (select count(*) from lanes where waits_for = runs.id and ready) as room
  from unnest($6::text[]) as freed (run_id) join runs on runs.id = freed.run_id
  where (select true from lanes where waits_for is not null limit 1)`

/** The accounts whose lanes are to be looked at, each for one reason or more. */
const candidates = `
  -- in the news
  select unnest($4::text[]) as account_id
  union
  -- with tasks of a run that starts, unless another task changes nothing for the lane
  select tasks.account_id from tasks left join lanes on lanes.account_id = tasks.account_id
  where tasks.run_id = any($5::text[]) and tasks.status = 'queued' and tasks.run_id > ''
    and (lanes.reason is null or lanes.reason <> all($9::text[]))
  union
  -- waiting for a run that has room
  select account_id from waiter
  union
  -- should they be too few: waiting for another run, with a task of one that has room
  select held_up.account_id from slot cross join lateral (
    ${heldUp('slot.id', '$1')}
    limit greatest(0, slot.room
      - (select count(*) from waiter where waiter.run_id = slot.id))) held_up
  where slot.room > 0 and slot.sends
  union
  -- waiting for a remote that is due for a probe: one lane sends it, the others are spares
  select tries.account_id from unnest($8::text[]) as due (remote) cross join lateral (
    select account_id from lanes where waits_for = due.remote and not ready
    order by ${healthiestFirst} limit ${triesMax}) tries
  union
  -- ready
  (select account_id from lanes where ready order by turn limit ${lanesMax})
  union
  -- due
  (select account_id from lanes where not ready and next_at <= $1 order by next_at limit ${lanesMax})`

/** How many tasks may go out of a lane by `maxInFlight` alone: none if the account is closed. */
const openSlots = `
  select busy.tasks as busy,
    case when lane.place <= ${lanesMax} and accounts.status = 'active'
        and (accounts.blocked_until is null or accounts.blocked_until <= $1)
      then greatest(0, least($3::integer,
        coalesce((accounts.limits->>'maxInFlight')::integer, ${maxInFlightDefault}) - busy.tasks))
      else 0 end as slots
  from (select count(*)::integer as tasks from tasks
    where status = 'running' and account_id = lane.account_id) busy`

const headColumns = taskRowColumns.filter((column) => column !== 'account_id')

/** The head of a lane, one task longer than its slots to see whether there is more. */
const heads = `
  select *, row_number() over (order by priority desc, due_at, id) as nth,
    count(*) over () > open.slots as more
  from (
    ${firstTasks({ columns: headColumns, fullRuns: '$7', now: '$1', max: 'open.slots + 1' })}
  ) due
  where open.slots > 0`

/**
 * A row for each task in the head of each lane; one row for a lane without any. The parameters:
 * $1 now, $2 the virtual time, $3 how many tasks may go out of one lane, $4 accounts in the news, $5 runs
 * that start, $6 freed runs, $7 full runs, $8 remotes due for a probe, $9 the reasons for which a lane
 * sleeps whatever is queued in it, $10 whether ready lanes that find no place are asked for as well.
 */
export const takeLanesQuery = `
with
-- Freed runs, and how many lanes may be woken for each.
slot as materialized (${slots}),
-- Lanes that wait for them.
waiter as materialized (
  select slot.id as run_id, waiting.account_id from slot cross join lateral (
    select account_id from lanes where waits_for = slot.id and not ready
    order by turn limit greatest(0, slot.room)) waiting
),
-- The accounts whose lanes may be looked at.
candidate as (${candidates}),
-- Their lanes in the order of their turns. A lane that wakes gets the turn it would have now.
lane as materialized (
  select candidate.account_id, lanes.ready, lanes.turn, lanes.next_at, lanes.waits_for, lanes.reason,
    lanes.pass, lanes.rates, lanes.in_flight as lane_in_flight, lanes.last_at, lanes.healthy,
    row_number() over (order by
      case when lanes.ready then lanes.turn else greatest(lanes.pass, $2::double precision) end,
      candidate.account_id)::integer as place
  from candidate left join lanes on lanes.account_id = candidate.account_id
)
select lane.*, accounts.remote, accounts.status as account_status, accounts.limits,
  accounts.blocked_until, open.busy, open.slots as heads_max, soonest.at as soonest_at, head.more,
  ${headColumns.map((column) => `head.${column}`).join(', ')}, runs.meta, runs.concurrency,
  runs.task_count > runs.concurrency as may_fill
from lane
join accounts on accounts.id = lane.account_id
cross join lateral (${openSlots}) open
-- When the next of its tasks is due.
cross join lateral (
  select min(eligible_at) as at from tasks
  where status = 'queued' and eligible_at > $1 and eligible_at > '-infinity'
    and account_id = lane.account_id and open.slots > 0
) soonest
left join lateral (${heads}) head on head.nth <= open.slots
left join runs on runs.id = head.run_id
where lane.place <= ${lanesMax} or lane.ready is not true or $10::boolean
order by lane.place, head.priority desc, head.due_at, head.id`

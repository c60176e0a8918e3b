import type { Instant } from '@pressrun/events'
import type pg from 'pg'

/**
 * Makes the lanes of queued tasks that have none, as if they had just woken; answers whether there were
 * any. That the table is derived holds even if only some of its rows are lost. It reads the keys of all
 * accounts and lanes: 60 ms for 100,000 of them. In the order of the accounts, as in `wake-lanes`.
 */
export async function makeLostLanes(client: pg.ClientBase, now: Instant): Promise<boolean> {
  const [, { rowCount }] = await Promise.all([
    client.query(settings),
    client.query({ name: 'make-lost-lanes', text: query, values: [now] }),
  ])
  return (rowCount ?? 0) > 0
}

/**
 * On a database where lanes are not kept yet, or no longer: begins to read the log from here, and has what
 * lanes there are looked at. Those that are missing are lost lanes.
 */
export async function beginLanes(client: pg.ClientBase): Promise<void> {
  await client.query(`insert into lane_clock (seq, virtual_time)
    select seq, 0 from log_head on conflict (only_row) do nothing`)
  await client.query('update lanes set ready = true, turn = pass')
}

/** However few tasks the planner believes in, they are found by their account. */
const settings = `select set_config('enable_seqscan', 'off', true),
  set_config('enable_bitmapscan', 'off', true)`

/** Each half of a lane has an index of its own. */
const queued = `from tasks where status = 'queued' and account_id = lost.id`
const timed = `${queued} and eligible_at > '-infinity'`

const query = `
with lost as materialized (
  select id from accounts where not exists (select from lanes where account_id = accounts.id)
)
insert into lanes (account_id, ready, turn, pass, next_at, reason, in_flight)
select lost.id, ready, case when ready then virtual_time end, virtual_time, next_at,
  case when not ready then 'scheduled' end,
  (select count(*) from tasks where status = 'running' and tasks.account_id = lost.id)
from lane_clock cross join lost cross join lateral (
  select exists (select ${queued} and eligible_at is null)
      or exists (select ${timed} and eligible_at <= $1::timestamptz) as ready,
    (select min(eligible_at) ${timed} and eligible_at > $1::timestamptz) as next_at
) found
where ready or next_at is not null
order by lost.id
on conflict (account_id) do nothing`

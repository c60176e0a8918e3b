import type { Instant, RunId } from '@pressrun/events'
import type pg from 'pg'
import { triesMax } from './lanes-max.ts'
import { closedReasons } from './law/lane.ts'
import { roomOfRun } from './room-of-run.ts'

/**
 * Wakes the lanes of a large run that starts or resumes, and makes those that are missing: as many as the run
 * has room for, and some more to try. All others wait for the run, so that they delay no other lane: those
 * that are woken pass on what room they leave. Tasks that are scheduled wait for their time.
 */
export async function wakeLanesOfRun(
  client: pg.ClientBase,
  runId: RunId,
  virtualTime: number,
  now: Instant,
): Promise<void> {
  await client.query({
    name: 'wake-lanes-of-run',
    text: query,
    values: [virtualTime, now, runId, closedReasons],
  })
}

/**
 * $1 the virtual time, $2 now, $3 the run, $4 the reasons for which a lane sleeps whatever is queued in
 * it. Lanes that are ready stay as they are, and do not count: they may have been woken for another run,
 * and would not pass on the room of this one. A lane that waits for another run goes on waiting for that;
 * it is found for this one all the same. The order is that in which the tasks are stored.
 */
const query = `
with queued as (
  select account_id, bool_or(eligible_at is null or eligible_at <= $2::timestamptz) as due,
    min(eligible_at) filter (where eligible_at > $2::timestamptz) as next_at
  from tasks where status = 'queued' and run_id = $3 and run_id > '' group by account_id
),
asleep as (
  select queued.*, row_number() over (partition by queued.due order by queued.account_id)
    <= (select ${triesMax} + greatest(0, ${roomOfRun}) from runs where runs.id = $3) as first
  from queued left join lanes on lanes.account_id = queued.account_id
  where lanes.ready is not true and (lanes.reason is null or lanes.reason <> all($4::text[]))
)
insert into lanes (account_id, ready, turn, pass, next_at, waits_for, reason)
  select account_id, due and first, case when due then $1::double precision end,
    $1::double precision, next_at, case when due then $3 end,
    case when not due then 'scheduled' when not first then 'run-concurrency' end
  from asleep order by account_id
on conflict (account_id) do update set
  ready = excluded.ready,
  turn = case when excluded.turn is null then lanes.turn
    else greatest(lanes.pass, excluded.turn) end,
  next_at = least(lanes.next_at, excluded.next_at),
  waits_for = case when excluded.ready then excluded.waits_for
    else coalesce(lanes.waits_for, excluded.waits_for) end,
  reason = case when excluded.reason = 'scheduled' then coalesce(lanes.reason, 'scheduled')
    else excluded.reason end
where not lanes.ready`

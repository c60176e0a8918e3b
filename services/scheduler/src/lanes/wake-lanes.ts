import type { Instant, RunId } from '@pressrun/events'
import type pg from 'pg'
import { closedReasons } from './law/lane.ts'

/**
 * A run that starts is large if it has more tasks than this. If the others have more between them, one
 * statement wakes all their lanes.
 */
export const tasksAtOnceMax = 1_000

/**
 * Wakes the lanes of runs that start or resume, and makes those that are missing: now, or at the time for
 * which their tasks are scheduled.
 */
export async function wakeLanesOfRuns(
  client: pg.ClientBase,
  runIds: readonly RunId[],
  virtualTime: number,
  now: Instant,
): Promise<void> {
  await client.query({
    name: 'wake-lanes-of-runs',
    text: `insert into lanes (account_id, ready, turn, pass, next_at, reason)
      ${queued("run_id = any($3::text[]) and run_id > ''")}
      on conflict (account_id) do update set
        ready = lanes.ready or excluded.ready,
        turn = case when excluded.ready and not lanes.ready
          then greatest(lanes.pass, excluded.pass) else lanes.turn end,
        next_at = least(lanes.next_at, excluded.next_at),
        reason = coalesce(lanes.reason, excluded.reason)
      where not lanes.ready and (lanes.reason is null or lanes.reason <> all($4::text[]))`,
    values: [virtualTime, now, runIds, closedReasons],
  })
}

/** On a database without lanes: makes them from the queued tasks, and starts to read the log from here. */
export async function makeLanes(client: pg.ClientBase, now: Instant): Promise<void> {
  await client.query({
    text: `with made as (
        insert into lanes (account_id, ready, turn, pass, next_at, reason, in_flight)
        select made.*, (select count(*) from tasks
            where status = 'running' and tasks.account_id = made.account_id)
          from (${queued('true')}) made
        on conflict (account_id) do update set ready = true, turn = lanes.pass
      )
      insert into lane_clock (position, virtual_time) select position, $1 from log_head
      on conflict (only_row) do nothing`,
    values: [0, now],
  })
}

/**
 * The lanes with queued tasks in them; $1 is the virtual time, $2 now. They are made in the order of their
 * accounts, as their tasks are in the indexes: lanes that have their turn together are stored together.
 */
const queued = (which: string) => `
  select account_id, ready, case when ready then $1::double precision end as turn,
    $1::double precision as pass, next_at, case when not ready then 'scheduled' end as reason
  from (
    select account_id, bool_or(eligible_at is null or eligible_at <= $2::timestamptz) as ready,
      min(eligible_at) filter (where eligible_at > $2::timestamptz) as next_at
    from tasks where status = 'queued' and ${which} group by account_id
  ) queued order by account_id`

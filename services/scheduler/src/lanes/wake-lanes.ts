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
 * which their tasks are scheduled. They are made in the order of their accounts, as their tasks are in the
 * indexes: lanes that have their turn together are stored together.
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
      select account_id, ready, case when ready then $1::double precision end,
        $1::double precision, next_at, case when not ready then 'scheduled' end
      from (
        select account_id, bool_or(eligible_at is null or eligible_at <= $2::timestamptz) as ready,
          min(eligible_at) filter (where eligible_at > $2::timestamptz) as next_at
        from tasks where status = 'queued' and run_id = any($3::text[]) and run_id > ''
        group by account_id
      ) queued order by account_id
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

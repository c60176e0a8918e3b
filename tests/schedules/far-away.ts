import assert from 'node:assert/strict'
import { query, type Stage } from '../support/index.ts'

/** No test lives to see it: what is ordered for then waits until it is brought forward. */
export const farAwayMs = Date.parse('2098-01-01T00:00:00Z')

/**
 * Has runs come due so that `farAwayMs` is `atMs`, as far apart as they were ordered. All but one in the rows, and
 * so at once; the last is rescheduled, which makes the dispatcher look what else is due.
 */
export async function bringRunsForward(
  { instance, desk }: Stage,
  runIds: readonly string[],
  atMs: number,
): Promise<void> {
  const last = runIds.at(-1)
  if (!last) return
  const byMs = atMs - farAwayMs
  await query(
    instance,
    `with shift as (select $2::float8 * interval '1 millisecond' as by),
     moved as (
       update tasks set due_at = due_at + shift.by, eligible_at = eligible_at + shift.by
       from shift where run_id = any($1) and status = 'queued' returning id)
     update timed set due_at = due_at + shift.by, eligible_at = eligible_at + shift.by
     from shift, moved where task_id = moved.id`,
    [runIds.slice(0, -1), byMs],
  )
  const [task] = await query<{ due: number }>(
    instance,
    `select extract(epoch from due_at)::float8 * 1000 as due from tasks where run_id = $1`,
    [last],
  )
  const scheduledAt = new Date((task?.due ?? farAwayMs) + byMs).toISOString()
  const { status, body } = await desk.api('PATCH', `/runs/${last}`, { scheduledAt })
  assert.equal(status, 200, JSON.stringify(body))
}

import { toInstant, type EventMeta, type TaskId } from '@pressrun/events'
import type { Handle } from '@pressrun/db'
import type pg from 'pg'
import { giveAll } from '../duties/give-all.ts'

type Orphan = { readonly id: TaskId; readonly meta: EventMeta }

/** A run that was cancelled longer ago has no attempt under way any more. */
const attemptsGoneMs = 48 * 3_600_000

/** What one pass takes on of each kind. */
const tasksMax = 1_000

/**
 * Cancels tasks that nobody will ever send: those still open in a run that was cancelled, or of an
 * account that was removed. Whoever cancelled has done so already, for all tasks there were; what came
 * back from its attempt later, or was planned at that very moment, is found here. Answers whether there
 * may be more.
 */
export async function abandonTasks(pool: pg.Pool, handle: Handle, now: number): Promise<boolean> {
  const { rows } = await pool.query<Orphan>({
    name: 'orphaned-tasks',
    text: query,
    values: [tasksMax, toInstant(now - attemptsGoneMs)],
  })
  const abandoned = await giveAll(
    handle,
    rows.map(({ id: taskId, meta }) => ({ command: { type: 'CancelTask', taskId, now }, meta })),
  )
  return abandoned > 0 && rows.length >= tasksMax
}

const query = `
(select tasks.id, runs.meta
  from runs join tasks on tasks.run_id = runs.id
  where runs.status = 'cancelled' and runs.ended_at > $2
    and tasks.status in ('planned', 'queued', 'held')
  limit $1)
union all
(${ofRemoved(`tasks.status = 'queued' and tasks.eligible_at is null`)})
union all
(${ofRemoved(`tasks.status = 'queued' and tasks.eligible_at is not null`)})
union all
(${ofRemoved(`tasks.status = 'held'`)})`

/** Each has an index of its own. */
function ofRemoved(which: string): string {
  return `select tasks.id, runs.meta
    from accounts join tasks on tasks.account_id = accounts.id join runs on runs.id = tasks.run_id
    where accounts.status = 'removed' and ${which}
      and runs.status <> 'cancelled'
    limit $1`
}

import { toInstant, type EventMeta, type TaskId } from '@pressrun/events'
import { isTaskOf, query, runOfTask, type Handle } from '@pressrun/db'
import type pg from 'pg'
import { handleAll } from '../periodic/handle-all.ts'
import type { DeferredIds } from '../periodic/deferred-ids.ts'

type Orphan = { readonly id: TaskId; readonly meta: EventMeta }

/** A run that was cancelled longer ago has no attempt under way any more. */
const attemptsGoneMs = 48 * 3_600_000

/** What one pass takes on of each kind. */
const tasksMax = 1_000

/**
 * Cancels tasks that nobody will ever send: those still open in a run that was cancelled, or of an
 * account that was removed. The caller who cancelled has done so already, for all tasks there were; what came
 * back from its attempt later, or was planned at that very moment, is found here. Returns whether there
 * may be more. What could not be cancelled is put aside, and left out for a while.
 */
export async function abandonTasks(
  pool: pg.Pool,
  handle: Handle,
  now: number,
  deferred: DeferredIds,
): Promise<boolean> {
  const rows = await query<Orphan>(pool, sql, [
    tasksMax,
    toInstant(now - attemptsGoneMs),
    deferred.ids(now),
  ])
  const abandoned = await handleAll(
    handle,
    rows.map(({ id: taskId, meta }) => ({ command: { type: 'CancelTask', taskId, now }, meta })),
    { deferred, now },
  )
  return abandoned > 0 && rows.length >= tasksMax
}

const sql = `
(select open.id, runs.meta
  from runs cross join lateral (
    select id from tasks
    where ${isTaskOf('tasks.id', 'runs.id')} and status in ('planned', 'queued', 'held')
      and not exists (select from running where task_id = tasks.id) and id <> all($3::text[])
    limit $1) open
  where runs.status = 'cancelled' and runs.ended_at > $2
  limit $1)
union all
(${ofRemoved('select task_id from queue where account_id = accounts.id and task_id <> all($3::text[])')})
union all
(${ofRemoved('select task_id from timed where account_id = accounts.id and task_id <> all($3::text[])')})
union all
(${ofRemoved(`select id from tasks where account_id = accounts.id and aside = 'held'
  and id <> all($3::text[])`)})`

function ofRemoved(tasks: string): string {
  return `select open.id, runs.meta
    from accounts cross join lateral (${tasks} limit $1) open (id)
      join runs on runs.id = ${runOfTask('open.id')}
    where accounts.status = 'removed' and runs.status <> 'cancelled'
    limit $1`
}

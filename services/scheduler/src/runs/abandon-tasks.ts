import { toInstant, type EventMeta, type TaskId } from '@pressrun/events'
import { isTaskOf, query, runOfTask, type Handle } from '@pressrun/db'
import type pg from 'pg'
import { handleAll } from '../periodic/handle-all.ts'
import type { DeferredIds } from '../periodic/deferred-ids.ts'

type Orphan = { readonly id: TaskId; readonly meta: EventMeta }

/** A run cancelled longer ago has no attempt in flight. */
const attemptsGoneMs = 48 * 3_600_000

/** Tasks of each kind per pass. */
const tasksMax = 1_000

/**
 * Cancels orphaned tasks: those still open in a cancelled run, or of a removed account. The cancelling caller has done
 * so for all tasks there were; those that returned from their attempt later, or were planned at that very moment, are
 * found here. Returns whether there may be more. Tasks that could not be cancelled are deferred.
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

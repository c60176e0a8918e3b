import {
  openStatuses,
  type EventMeta,
  type RunId,
  type TaskId,
  type TaskStatus,
} from '@pressrun/events'
import { isTaskOf, query, type Handle } from '@pressrun/db'
import type pg from 'pg'
import { handleAll } from '../periodic/handle-all.ts'

type FoundRun = {
  readonly id: RunId
  /** The meta of its first event: its end belongs to the same trace. */
  readonly meta: EventMeta
  /** A task that is not over. */
  readonly open: TaskId | null
  /** Of all its tasks, when the part that was read has no open one. */
  readonly counts: Partial<Record<TaskStatus, number>> | null
}

/**
 * Completes those of the given runs (all running ones for null) that have no open task. The counts go into the event;
 * the tasks themselves remain the truth.
 */
export type CompleteRuns = (runIds: readonly RunId[] | null) => Promise<void>

/**
 * Remembers an open task of each run, and searches from there on: so all checks of a large run together read its tasks
 * about once, however many end meanwhile.
 */
export function runCompletion(pool: pg.Pool, handle: Handle): CompleteRuns {
  const openTasks = new Map<RunId, TaskId>()
  return async (runIds) => {
    const known = runIds ? runIds.map((id) => [id, openTasks.get(id)] as const) : [...openTasks]
    const rows = await query<FoundRun>(pool, sql, [
      runIds,
      known.map(([id]) => id),
      known.map(([, open]) => open ?? null),
      openStatuses,
    ])
    const running = new Set(rows.map(({ id }) => id))
    for (const id of runIds ?? openTasks.keys()) if (!running.has(id)) openTasks.delete(id)
    for (const { id, open } of rows) {
      if (open) openTasks.set(id, open)
      else openTasks.delete(id)
    }
    await handleAll(
      handle,
      rows.flatMap(({ id: runId, meta, counts }) =>
        counts && openStatuses.every((status) => !counts[status])
          ? [{ command: { type: 'CompleteRun' as const, runId, counts }, meta }]
          : [],
      ),
    )
  }
}

/** A task in flight has the status queued in its row, which is open as well. */
const sql = `
select runs.id, runs.meta, open.id as open, case when open.id is null then (
    select json_object_agg(status, tasks) from (
      select status, count(*) as tasks from tasks
      where ${isTaskOf('tasks.id', 'runs.id')} group by status) counted) end as counts
from runs left join unnest($2::text[], $3::text[]) as known (run_id, open) on known.run_id = runs.id
  left join lateral (
    select id from tasks
    where ${isTaskOf('tasks.id', 'runs.id')} and tasks.id >= coalesce(known.open, '')
      and status = any($4::text[])
    order by id limit 1) open on true
where runs.status = 'running' and ($1::text[] is null or runs.id = any($1))`

import { openStatuses, type EventMeta, type RunId, type TaskStatus } from '@pressrun/events'
import type { Handle } from '@pressrun/db'
import type pg from 'pg'
import { giveAll } from '../duties/give-all.ts'

type OverRun = {
  readonly id: RunId
  /** The meta of its first event: its end belongs to the same trace. */
  readonly meta: EventMeta
  readonly counts: Partial<Record<TaskStatus, number>>
}

/**
 * Completes those of the given runs (all that are running when none are given) of which no task is
 * open any more. The counts are told with the event; the tasks themselves stay the truth.
 */
export async function completeRuns(
  pool: pg.Pool,
  handle: Handle,
  runIds: readonly RunId[] | null,
): Promise<void> {
  const { rows } = await pool.query<OverRun>({
    name: 'over-runs',
    text: query,
    values: [runIds, openStatuses],
  })
  await giveAll(
    handle,
    rows.map(({ id: runId, meta, counts }) => ({
      command: { type: 'CompleteRun', runId, counts },
      meta,
    })),
  )
}

const query = `
select runs.id, runs.meta,
  (select json_object_agg(status, tasks) from
    (select status, count(*) as tasks from tasks where run_id = runs.id group by status) counted
  ) as counts
from runs
where runs.status = 'running' and ($1::text[] is null or runs.id = any($1))
  and not exists (
    select from tasks where tasks.run_id = runs.id and tasks.status = any($2::text[]))`

import type { RunId } from '@pressrun/events'
import type pg from 'pg'
import type { RunInFlight } from './law/run-room.ts'

/** Counted, not kept: whatever dies when, this is what is so. Runs with nothing on its way are absent. */
export async function countInFlight(
  client: pg.ClientBase,
): Promise<ReadonlyMap<RunId, RunInFlight>> {
  const { rows } = await client.query<RunInFlight & { runId: RunId }>({
    name: 'count-in-flight',
    text: `select runs.id as "runId", busy.tasks, runs.concurrency from
      (select run_id, count(*)::integer as tasks from tasks where status = 'running'
        group by run_id) busy
      join runs on runs.id = busy.run_id`,
  })
  return new Map(rows.map((row) => [row.runId, row]))
}

/** The runs that must wait for something to come back. */
export const fullRuns = (inFlight: ReadonlyMap<RunId, RunInFlight>): RunId[] =>
  [...inFlight].flatMap(([runId, { tasks, concurrency }]) => (tasks < concurrency ? [] : runId))

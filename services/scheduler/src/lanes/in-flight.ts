import type { RunId } from '@pressrun/events'
import type pg from 'pg'
import type { RunInFlight } from './law/run-room.ts'

/**
 * Counted, not kept: whatever dies when, this is what is so. Runs that let nothing out are left out: nobody
 * waits for a place in them.
 */
export async function countInFlight(
  client: pg.ClientBase,
  runIds: Iterable<RunId>,
): Promise<ReadonlyMap<RunId, RunInFlight>> {
  const asked = [...new Set(runIds)]
  if (asked.length === 0) return new Map()
  const { rows } = await client.query<RunInFlight & { runId: RunId }>({
    name: 'count-in-flight',
    text: `select id as "runId", concurrency,
        (select count(*) from tasks
          where status = 'running' and run_id = runs.id and run_id > '')::integer as tasks
      from runs where id = any($1::text[]) and status in ('running', 'completed')`,
    values: [asked],
  })
  return new Map(rows.map((row) => [row.runId, row]))
}

/** The runs that must wait for something to come back. */
export const fullRuns = (inFlight: ReadonlyMap<RunId, RunInFlight>): RunId[] =>
  [...inFlight].flatMap(([runId, { tasks, concurrency }]) => (tasks < concurrency ? [] : runId))

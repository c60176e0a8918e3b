import type { RunId } from '@pressrun/events'
import type pg from 'pg'
import type { RunInFlight, RunsInFlight } from './law/run-room.ts'

/** Counted each time instead of stored, so it is right whichever process dies when. */
export async function countInFlight(
  client: pg.ClientBase,
  runIds: Iterable<RunId>,
): Promise<RunsInFlight> {
  const asked = [...new Set(runIds)]
  if (asked.length === 0) return new Map()
  const { rows } = await client.query<RunInFlight & { runId: RunId }>({
    name: 'count-in-flight',
    text: `select id as "runId", status, concurrency,
        (select count(*) from tasks
          where status = 'running' and run_id = runs.id and run_id > '')::integer as tasks
      from runs where id = any($1::text[])`,
    values: [asked],
  })
  return new Map(rows.map((row) => [row.runId, row]))
}

import type { RunId } from '@pressrun/events'
import type pg from 'pg'

/**
 * The runs that lanes wait for. A lane that is woken may have been chosen for two runs and name only one:
 * if it takes no place of the other, nothing passes that place on until a task of that run ends. It
 * steps through an index, one entry for each run.
 */
export async function listAwaitedRuns(client: pg.ClientBase): Promise<RunId[]> {
  const { rows } = await client.query<{ id: RunId }>({ name: 'awaited-runs', text: query })
  return rows.map(({ id }) => id)
}

const query = `
with recursive awaited (id) as (
  (select waits_for from lanes where waits_for is not null order by waits_for limit 1)
  union all
  select next.waits_for from awaited cross join lateral (
    select waits_for from lanes where waits_for > awaited.id order by waits_for limit 1) next
)
select id from awaited where starts_with(id, 'run_')`

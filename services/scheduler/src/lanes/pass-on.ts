import type pg from 'pg'
import { lanesMax } from './take-lanes.ts'

/**
 * Wakes the next lanes that wait for runs or remotes in which there still is room after a look. Who was
 * woken for a place and did not take it passes it on: room is never left while somebody waits for it.
 * Answers whether there was anybody.
 */
export async function passOn(
  client: pg.ClientBase,
  runIds: readonly string[],
  remotes: readonly { readonly remote: string; readonly room: number }[],
): Promise<boolean> {
  if (runIds.length === 0 && remotes.length === 0) return false
  const { rowCount } = await client.query({
    name: 'pass-on',
    text: query,
    values: [runIds, remotes.map(({ remote }) => remote), remotes.map(({ room }) => room)],
  })
  return (rowCount ?? 0) > 0
}

const query = `
with slot as materialized (
  select runs.id as awaited,
    case when runs.status in ('running', 'completed')
      then runs.concurrency - (select count(*) from tasks
        where status = 'running' and run_id = runs.id and run_id > '') else ${lanesMax} end as room
  from unnest($1::text[]) as evaluated (run_id) join runs on runs.id = evaluated.run_id
  union all
  select * from unnest($2::text[], $3::integer[]) as behind (remote, room)
),
next as (
  select waiting.account_id from slot cross join lateral (
    select account_id from lanes where waits_for = slot.awaited and not ready
    order by turn limit greatest(0, least(${lanesMax}, slot.room
      - (select count(*) from lanes where waits_for = slot.awaited and ready)))
  ) waiting
)
update lanes set ready = true from next where lanes.account_id = next.account_id`

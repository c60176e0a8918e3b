import type { Instant } from '@pressrun/events'
import type pg from 'pg'
import { heldUp } from './held-up.ts'
import { healthiestFirst } from './healthiest-first.ts'
import { lanesMax, triesMax } from './lanes-max.ts'
import type { RoomLeft } from './law/room-left.ts'
import { isSending, roomOfRun } from './room-of-run.ts'

/**
 * Wakes the next lanes that wait for runs or remotes that still have room after a look. A lane that was
 * woken for a place and did not take it passes it on, so no place stays free while a lane waits for it.
 * Answers whether any lane was woken.
 */
export async function passOn(
  client: pg.ClientBase,
  { runIds, remotes }: RoomLeft,
  now: Instant,
): Promise<boolean> {
  if (runIds.length === 0 && remotes.length === 0) return false
  const { rowCount } = await client.query({
    name: 'pass-on',
    text: query,
    values: [runIds, remotes.map(({ remote }) => remote), remotes.map(({ room }) => room), now],
  })
  return (rowCount ?? 0) > 0
}

/** $1 the runs, $2 and $3 the remotes with their room, $4 now. */
const query = `
with
-- What lanes wait for, and its room.
roomy as (
  select runs.id as awaited, true as is_run, ${isSending('runs.status')} as sends,
    ${roomOfRun} as room
  from unnest($1::text[]) as looked_at (run_id) join runs on runs.id = looked_at.run_id
  union all
  select remote, false, false, room from unnest($2::text[], $3::integer[]) as behind (remote, room)
),
-- Its room for which no lane has been woken yet.
vacant as materialized (
  select awaited, is_run, sends, room
    - (select count(*) from lanes where waits_for = awaited and ready) as room
  from roomy
),
-- How many lanes to wake for it. The last ones did not take it, and the next may not either.
slot as materialized (
  select awaited, is_run, sends, least(${lanesMax}, room + ${triesMax}) as lanes from vacant where room > 0
),
-- Lanes that wait for it.
waiter as materialized (
  select slot.awaited, waiting.account_id from slot cross join lateral (
    select account_id from lanes where waits_for = slot.awaited and not ready
    order by turn limit slot.lanes) waiting
  where slot.is_run
  union all
  select slot.awaited, waiting.account_id from slot cross join lateral (
    select account_id from lanes where waits_for = slot.awaited and not ready
    order by ${healthiestFirst} limit slot.lanes) waiting
  where not slot.is_run
),
-- And, should they be too few, lanes that wait for other runs and hold a task of this one.
next as (
  select * from waiter
  union all
  select slot.awaited, other.account_id from slot cross join lateral (
    ${heldUp('slot.awaited', '$4::timestamptz')}
    limit greatest(0, slot.lanes
      - (select count(*) from waiter where waiter.awaited = slot.awaited))) other
  where slot.sends
)
update lanes set ready = true, waits_for = next.awaited
from next where lanes.account_id = next.account_id`

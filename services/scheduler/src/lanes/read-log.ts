import type { Instant } from '@pressrun/events'
import type pg from 'pg'
import { toBreakers, type BreakerRow } from './breakers.ts'
import type { Breakers } from './law/learn-remotes.ts'
import { newsOf, startTypes, wakingTypes, type News, type WakingEvent } from './law/news.ts'

/** The news, and what else a look begins with. */
export type LogNews = News & {
  /** Another scheduler is looking: nothing was read. */
  readonly busy: boolean
  /** How far the log is read with this; null on the first look ever. */
  readonly position: number | null
  readonly virtualTime: number
  /** The clock of the database, which is the same for all schedulers; milliseconds. */
  readonly databaseNow: number
  /** Something was read, of whatever kind. */
  readonly moved: boolean
  /** Nothing that matters was read, and nothing is due: there is nothing to look at. */
  readonly idle: boolean
  readonly breakers: Breakers
  /** There is more to read. */
  readonly more: boolean
}

/** Events that one look takes in at most. */
const eventsMax = 2_000

/** The advisory lock of dispatching. Any number will do, as long as it is always this. */
const dispatchLock = 7_377_002

/** A scheduler that is stopped in the middle of a look loses its turn after this. */
const stalledAfterMs = 3_000

type Head = {
  readonly mine: boolean
  readonly position: number | null
  readonly virtualTime: number | null
  readonly databaseNow: Instant
  readonly read: number
  readonly due: boolean
  readonly breakers: BreakerRow[] | null
}

/**
 * Takes the turn to look, until the transaction ends, and reads on in the log from where the last look
 * came to. The log is read itself, by a checkpoint that moves with what it leads to, so nothing is ever
 * missed, whoever dies when; what NATS tells only says that there is something to read.
 */
export async function readLog(client: pg.ClientBase, now: Instant): Promise<LogNews> {
  const { rows } = await client.query<Head & WakingEvent>({
    name: 'read-news',
    text: query,
    values: [wakingTypes, startTypes, now],
  })
  const [head, ...events] = rows
  if (!head?.mine) return { ...newsOf([]), ...nothingRead, busy: true }
  return {
    ...newsOf(events),
    busy: false,
    position: head.position,
    virtualTime: head.virtualTime ?? 0,
    databaseNow: Date.parse(head.databaseNow),
    moved: head.read > 0,
    idle: events.length === 0 && !head.due,
    breakers: toBreakers(head.breakers ?? []),
    more: head.read >= eventsMax,
  }
}

const nothingRead = {
  position: null,
  virtualTime: 0,
  databaseNow: 0,
  moved: false,
  idle: true,
  more: false,
  breakers: new Map(),
}

const query = `
with turn as materialized (
  select pg_try_advisory_xact_lock(${dispatchLock}) as mine,
    set_config('idle_in_transaction_session_timeout', '${stalledAfterMs}', true)
),
clock as materialized (
  select position, virtual_time from lane_clock cross join turn where turn.mine
),
fresh as materialized (
  select position, type, stream_id, data from events
  where position > (select position from clock) order by position limit ${eventsMax}
)
select turn.mine, coalesce((select max(position) from fresh), (select position from clock)) as position,
  (select virtual_time from clock) as "virtualTime", case when turn.mine then clock_timestamp() end as "databaseNow", (select count(*) from fresh)::integer as read,
  exists (select from lanes where ready)
    or exists (select from lanes where not ready and next_at <= $3)
    or exists (select from breakers where open_until <= $3 and probe is null) as due,
  (select json_agg(breakers) from breakers
    where failures > 0 or open_until is not null or blocked_until > $3) as breakers,
  null as type, null as "streamId", null as "accountId", null as "runId", null as "errorClass",
  null as "errorCode",
  null as "knownBy", null as scope, null as until, null::integer as "taskCount"
from turn
union all
select null, fresh.position, null, null, null, null, null, fresh.type, fresh.stream_id, fact."accountId", fact."runId",
  fact.error->>'class', fact.error->>'code', fact."knownBy", fact.scope, fact.until,
  case when fresh.type = any($2::text[])
    then (select task_count from runs where runs.id = fresh.stream_id) end
from fresh cross join lateral json_to_record(fresh.data)
  as fact ("accountId" text, "runId" text, error json, "knownBy" text, scope text, until text)
where fresh.type = any($1::text[])
order by mine nulls last, position`

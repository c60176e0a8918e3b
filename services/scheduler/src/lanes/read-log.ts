import { logIsClear } from '@pressrun/db'
import type { Instant } from '@pressrun/events'
import type pg from 'pg'
import type { Breakers } from './law/learn-remotes.ts'
import { newsOf, startTypes, wakingTypes, type News, type WakingEvent } from './law/news.ts'
import { toBreakers, type BreakerRow } from './to-breakers.ts'

/** The news, and the rest of what a look begins with. */
export type LogNews = News & {
  /** Another scheduler is looking: nothing was read. */
  readonly busy: boolean
  /** The log was restored, or it was not checked yet: nothing was read, and nothing may go out. */
  readonly unchecked: boolean
  /** How far the log has been read; null on the first look ever. */
  readonly position: number | null
  readonly virtualTime: number
  /** The clock of the database, which is the same for all schedulers; milliseconds. */
  readonly databaseNow: number
  /** Events were read, of whatever type. */
  readonly moved: boolean
  /** No event that matters was read, and nothing is due: there is nothing to look at. */
  readonly idle: boolean
  readonly breakers: Breakers
  /** There is more to read. */
  readonly more: boolean
}

/** How many events one look reads at most. */
const eventsMax = 2_000

/** The advisory lock of dispatching. Any number would do, as long as it never changes. */
const dispatchLock = 7_377_002

/** A scheduler that stops in the middle of a look loses its turn after this. */
const stalledAfterMs = 3_000

type State = {
  readonly mine: boolean
  readonly clear: boolean
  readonly position: number | null
  readonly virtualTime: number | null
  readonly databaseNow: Instant
  readonly due: boolean
  readonly breakers: readonly BreakerRow[] | null
}

type LogRow = Pick<WakingEvent, 'type' | 'streamId' | 'taskCount'> & {
  readonly position: number
  /** Null when events of this type change nothing here. */
  readonly data: WakingEvent['data'] | null
}

/**
 * Takes the turn to look, until the transaction ends, and reads on in the log from where the last look
 * stopped. It reads the log itself, by a checkpoint that moves in the same transaction as what follows
 * from it, so no event is ever missed, whichever process dies when. NATS only says that there is
 * something to read. Both queries are one round trip.
 * `checked` is the incarnation of the log that was checked.
 */
export async function readLog(
  client: pg.ClientBase,
  now: Instant,
  checked: string,
): Promise<LogNews> {
  const [states, log] = await Promise.all([
    client.query<State>({ name: 'take-turn', text: takeTurn, values: [now, checked] }),
    client.query<LogRow>({ name: 'read-log', text: readOn, values: [wakingTypes, startTypes] }),
  ])
  const [state] = states.rows
  if (!state?.mine) return { ...newsOf([]), ...nothingRead, busy: true, unchecked: false }
  if (!state.clear) return { ...newsOf([]), ...nothingRead, busy: false, unchecked: true }
  const events = log.rows.flatMap(({ data, ...event }) => (data ? { ...event, data } : []))
  return {
    ...newsOf(events),
    busy: false,
    unchecked: false,
    position: log.rows.at(-1)?.position ?? state.position,
    virtualTime: state.virtualTime ?? 0,
    databaseNow: Date.parse(state.databaseNow),
    moved: log.rows.length > 0,
    idle: events.length === 0 && !state.due,
    breakers: toBreakers(state.breakers ?? []),
    more: log.rows.length >= eventsMax,
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

/** One row; $1 is now, $2 the incarnation of the log that was checked. */
const takeTurn = `
with turn as materialized (
  select pg_try_advisory_xact_lock(${dispatchLock}) as mine,
    set_config('idle_in_transaction_session_timeout', '${stalledAfterMs}', true)
)
select turn.mine, ${logIsClear('$2')} as clear, lane_clock.position, lane_clock.virtual_time as "virtualTime",
  clock_timestamp() as "databaseNow",
  exists (select from lanes where ready)
    or exists (select from lanes where not ready and next_at <= $1)
    or exists (select from breakers where open_until <= $1 and probe is null) as due,
  (select json_agg(breakers) from breakers
    where failures > 0 or open_until is not null or blocked_until > $1) as breakers
from turn left join lane_clock on turn.mine`

/**
 * The events of all types, as the checkpoint moves past all of them: $1 the types that matter, $2 those
 * that start runs. Nothing is read without the lock; taking it again costs nothing.
 */
const readOn = `
select position, type, stream_id as "streamId", case when type = any($1::text[]) then data end as data,
  case when type = any($2::text[])
    then (select task_count from runs where runs.id = stream_id) end as "taskCount"
from events
where position > (select position from lane_clock where pg_try_advisory_xact_lock(${dispatchLock}))
order by position limit ${eventsMax}`

import { logIsClear } from '@pressrun/db'
import {
  subjectOf,
  typeOfSubject,
  type Chunk,
  type EventType,
  type Instant,
  type StoredEvent,
} from '@pressrun/events'
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
  /** The row up to which the log has been read; null on the first look ever. */
  readonly seq: number | null
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

/** How much one look reads at most; the last row may go beyond the events. */
const rowsMax = 500
const eventsMax = 2_000

/** The advisory lock of dispatching. Any number would do, as long as it never changes. */
const dispatchLock = 7_377_002

/** A scheduler that stops in the middle of a look loses its turn after this. */
const stalledAfterMs = 3_000

type State = {
  readonly mine: boolean
  readonly clear: boolean
  readonly seq: number | null
  readonly head: number
  readonly virtualTime: number | null
  readonly databaseNow: Instant
  readonly due: boolean
  readonly breakers: readonly BreakerRow[] | null
}

type LogRow = Pick<Chunk, 'seq' | 'subject'> & {
  /** Null when events of this type change nothing here. */
  readonly data: string | null
  /** How many tasks the runs have that the row speaks of; only where it starts some. */
  readonly taskCounts: Readonly<Record<string, number>> | null
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
    client.query<LogRow>({
      name: 'read-log',
      text: readOn,
      values: [wakingSubjects, startSubjects],
    }),
  ])
  const [state] = states.rows
  if (!state?.mine) return { ...newsOf([]), ...nothingRead, busy: true, unchecked: false }
  if (!state.clear) return { ...newsOf([]), ...nothingRead, busy: false, unchecked: true }
  const events = log.rows.flatMap(wakingEvents)
  const seq = log.rows.at(-1)?.seq ?? state.seq
  return {
    ...newsOf(events),
    busy: false,
    unchecked: false,
    seq,
    virtualTime: state.virtualTime ?? 0,
    databaseNow: Date.parse(state.databaseNow),
    moved: log.rows.length > 0,
    idle: events.length === 0 && !state.due,
    breakers: toBreakers(state.breakers ?? []),
    more: seq !== null && seq < state.head,
  }
}

function wakingEvents({ subject, data, taskCounts }: LogRow): WakingEvent[] {
  if (data === null) return []
  const type = typeOfSubject(subject) as EventType
  return (JSON.parse(data) as StoredEvent[]).map(({ stream, data: said }) => ({
    type,
    streamId: stream,
    data: said as WakingEvent['data'],
    taskCount: taskCounts?.[stream] ?? null,
  }))
}

const wakingSubjects = wakingTypes.map((type) => subjectOf(type))
const startSubjects = startTypes.map((type) => subjectOf(type))

const nothingRead = {
  seq: null,
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
select turn.mine, ${logIsClear('$2')} as clear, lane_clock.seq,
  (select seq from log_head) as head, lane_clock.virtual_time as "virtualTime",
  clock_timestamp() as "databaseNow",
  exists (select from lanes where ready)
    or exists (select from lanes where not ready and next_at <= $1)
    or exists (select from breakers where open_until <= $1 and probe is null) as due,
  (select json_agg(breakers) from breakers
    where failures > 0 or open_until is not null or blocked_until > $1) as breakers
from turn left join lane_clock on turn.mine`

/**
 * The rows of all subjects, as the checkpoint moves past all of them: $1 the subjects that matter, $2 those
 * that start runs. Nothing is read without the lock; taking it again costs nothing.
 */
const readOn = `
select seq, subject, case when subject = any($1::text[]) then data end as data,
  case when subject = any($2::text[]) then (
    select json_object_agg(runs.id, runs.task_count) from runs where runs.id = any(streams)
  ) end as "taskCounts"
from log
where seq > (select seq from lane_clock where pg_try_advisory_xact_lock(${dispatchLock}))
  and seq <= (select seq + ${rowsMax} from lane_clock)
  and first < ${eventsMax} + (select first from log next
    where next.seq = (select seq + 1 from lane_clock))
order by seq`

import {
  lift,
  schemaVersion,
  type EventMeta,
  type EventType,
  type RecordedEvent,
} from '@pressrun/events'
import type pg from 'pg'

/** An event as the log keeps it; `data` and `meta` are JSON text, which the relay passes on as is. */
export type LoggedEvent = {
  readonly position: number
  readonly id: string
  readonly streamId: string
  readonly version: number
  readonly type: EventType
  readonly schemaVersion: number
  readonly data: string
  readonly meta: string
  readonly recordedAt: string
}

const columns = `position, id, stream_id as "streamId", version, type,
  schema_version as "schemaVersion", data::text, meta::text, recorded_at as "recordedAt"`

/**
 * The data that a page of the log holds at most, but for its last event. Events have up to a megabyte, and a
 * few hundred of them would take all the memory a process may have.
 */
export const pageBytesMax = 8 * 1024 * 1024

/** The query for a page: events in order, `limit` at most, and no more once `pageBytesMax` are reached. */
export const logPage = (where: string, limit: string): string => `
select ${columns} from (
  select *, sum(octet_length(data::text)) over (order by position rows unbounded preceding)
    - octet_length(data::text) as before
  from events where ${where} order by position limit ${limit}
) page where before < ${pageBytesMax} order by position`

/** A page of the events after `position`. It is empty at the end of the log only. */
export async function readLog(
  client: pg.ClientBase | pg.Pool,
  position: number,
  limit: number,
): Promise<LoggedEvent[]> {
  const { rows } = await client.query<LoggedEvent>({
    name: 'read-log',
    text: logPage('position > $1', '$2'),
    values: [position, limit],
  })
  return rows
}

/** Whether a page that holds fewer events than were asked for was cut for its size. */
export const isCut = (page: readonly LoggedEvent[]): boolean =>
  page.reduce((bytes, { data }) => bytes + Buffer.byteLength(data), 0) >= pageBytesMax

/**
 * Reads the log page by page. The database measures in vain what does not fit into a page, so the next one
 * asks for as many events as fitted into the last.
 */
export function logReader(client: pg.ClientBase) {
  let fitting = Infinity
  return async (position: number, limit: number): Promise<LoggedEvent[]> => {
    const asked = Math.min(limit, fitting)
    const page = await readLog(client, position, asked)
    fitting = page.length < asked && isCut(page) ? page.length : fitting * 2
    return page
  }
}

/** The position of the newest event; 0 when there is none. */
export async function logPosition(client: pg.ClientBase | pg.Pool): Promise<number> {
  const { rows } = await client.query<{ position: number }>({
    name: 'log-position',
    text: 'select position from log_head',
  })
  return rows[0]?.position ?? 0
}

/** The history of one stream, oldest first. */
export async function readStream(pool: pg.Pool, streamId: string): Promise<RecordedEvent[]> {
  const { rows } = await pool.query<LoggedEvent>({
    name: 'read-stream',
    text: `select ${columns} from events where stream_id = $1 order by version`,
    values: [streamId],
  })
  return rows.map(toRecordedEvent)
}

/** What happened to a run and its tasks after `position`: what a watcher missed. */
export async function readRunEvents(
  pool: pg.Pool,
  runId: string,
  position: number,
): Promise<RecordedEvent[]> {
  const { rows } = await pool.query<LoggedEvent>({
    name: 'read-run-events',
    text: `select ${columns} from events
      where position > $2 and stream_id in
        (select id from tasks where run_id = $1 union all select $1)
      order by position`,
    values: [runId, position],
  })
  return rows.map(toRecordedEvent)
}

export const toRecordedEvent = (event: LoggedEvent): RecordedEvent =>
  ({
    ...event,
    schemaVersion,
    data: lift(event.type, event.schemaVersion, JSON.parse(event.data)),
    meta: JSON.parse(event.meta) as EventMeta,
  }) as unknown as RecordedEvent

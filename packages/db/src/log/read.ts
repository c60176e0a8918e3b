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

/** The events after `position`, in order, `limit` at most. */
export async function readLog(
  client: pg.ClientBase | pg.Pool,
  position: number,
  limit: number,
): Promise<LoggedEvent[]> {
  const { rows } = await client.query<LoggedEvent>({
    name: 'read-log',
    text: `select ${columns} from events where position > $1 order by position limit $2`,
    values: [position, limit],
  })
  return rows
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

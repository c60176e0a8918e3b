import type { EventType, RecordedEvent, StreamId } from '@pressrun/events'
import type { Database } from '../database.ts'
import { toRecordedEvent, type LoggedEvent } from '../log/read.ts'

export type AuditFilter = {
  readonly after: number
  readonly type?: EventType | undefined
  readonly streamId?: StreamId | undefined
  readonly limit: number
}

/** The log as an audit trail: the events after a position, in order. */
export async function readAudit(
  { pool }: Database,
  { after, type, streamId, limit }: AuditFilter,
): Promise<RecordedEvent[]> {
  const values: unknown[] = [after, limit]
  // Said only where it is asked for: a plan for every case would read the log from its beginning.
  const where = [
    'position > $1',
    ...(type ? [`type = $${values.push(type)}`] : []),
    ...(streamId ? [`stream_id = $${values.push(streamId)}`] : []),
  ]
  const { rows } = await pool.query<LoggedEvent>({
    text: `select position, id, stream_id as "streamId", version, type,
        schema_version as "schemaVersion", data::text, meta::text, recorded_at as "recordedAt"
      from events
      where ${where.join(' and ')} order by position limit $2`,
    values,
  })
  return rows.map(toRecordedEvent)
}

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
  const { rows } = await pool.query<LoggedEvent>({
    name: 'read-audit',
    text: `select position, id, stream_id as "streamId", version, type,
        schema_version as "schemaVersion", data::text, meta::text, recorded_at as "recordedAt"
      from events
      where position > $1 and ($2::text is null or type = $2) and ($3::text is null or stream_id = $3)
      order by position limit $4`,
    values: [after, type ?? null, streamId ?? null, limit],
  })
  return rows.map(toRecordedEvent)
}

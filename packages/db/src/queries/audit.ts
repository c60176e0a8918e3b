import type { EventType, RecordedEvent, StreamId } from '@pressrun/events'
import type { Database } from '../database.ts'
import { isCut, logPage, toRecordedEvent, type LoggedEvent } from '../log/read.ts'

export type AuditFilter = {
  readonly after: number
  readonly type?: EventType | undefined
  readonly streamId?: StreamId | undefined
  readonly limit: number
}

export type AuditPage = { readonly events: RecordedEvent[]; readonly more: boolean }

/** Events that one query looks at: it measures all of them, also where few fit into a page. */
const chunkMax = 100

/**
 * The log as an audit trail: the events after a position, in order. There may be more when there are as many
 * as were asked for, or when these are large.
 */
export async function readAudit(database: Database, filter: AuditFilter): Promise<AuditPage> {
  const found: LoggedEvent[] = []
  let { after } = filter
  while (found.length < filter.limit) {
    const limit = Math.min(chunkMax, filter.limit - found.length)
    const chunk = await readChunk(database, { ...filter, after, limit })
    found.push(...chunk)
    const isLarge = isCut(found)
    if (isLarge || chunk.length < limit)
      return { events: found.map(toRecordedEvent), more: isLarge }
    after = chunk.at(-1)?.position ?? after
  }
  return { events: found.map(toRecordedEvent), more: true }
}

async function readChunk(
  { pool }: Database,
  { after, type, streamId, limit }: AuditFilter,
): Promise<LoggedEvent[]> {
  const values: unknown[] = [after, limit]
  // Said only where it is asked for: a plan for every case would read the log from its beginning.
  const where = [
    'position > $1',
    ...(type ? [`type = $${values.push(type)}`] : []),
    ...(streamId ? [`stream_id = $${values.push(streamId)}`] : []),
  ]
  const text = logPage(where.join(' and '), '$2')
  return (await pool.query<LoggedEvent>({ text, values })).rows
}

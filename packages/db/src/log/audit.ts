import {
  eventsOf,
  subjectOf,
  type Chunk,
  type EventType,
  type RecordedEvent,
  type StreamId,
} from '@pressrun/events'
import { query } from '../table/query.ts'
import type { Database } from '../database.ts'
import { aboutStream, isAboutStream, isCut, logPage } from './read.ts'

export type AuditFilter = {
  readonly after: number
  readonly type?: EventType | undefined
  readonly streamId?: StreamId | undefined
  readonly limit: number
}

export type AuditPage = { readonly events: RecordedEvent[]; readonly more: boolean }

/** Rows read at a time: nearly always the first of them hold all that is asked for. */
const chunksMax = 50

/**
 * The log as an audit trail: the events after a position, in order. There may be more when `limit` events come back,
 * or when these are large.
 */
export async function readAudit(
  { pool }: Database,
  { after, type, streamId, limit }: AuditFilter,
): Promise<AuditPage> {
  const events: RecordedEvent[] = []
  const asked = queryFor(type, streamId)
  const isWanted = (event: RecordedEvent) =>
    event.position > after &&
    (type === undefined || event.type === type) &&
    (streamId === undefined || event.streamId === streamId)
  for (let reached = after; ;) {
    const rows = await query<Chunk>(pool, asked.text, [reached, ...asked.values])
    events.push(...rows.flatMap(eventsOf).filter(isWanted))
    if (events.length >= limit) return { events: events.slice(0, limit), more: true }
    const last = rows.at(-1)
    const isLarge = isCut(rows)
    if (isLarge || !last || rows.length < chunksMax) return { events, more: isLarge }
    reached = last.last
  }
}

/** A statement for each kind of query, so that each finds its index. */
function queryFor(type: EventType | undefined, streamId: StreamId | undefined) {
  const page = (...also: string[]) =>
    logPage(['last > $1', ...also].join(' and '), String(chunksMax), 'last')
  if (streamId !== undefined)
    // Apart from the order: the planner knows little of lists, and would search for them row by row.
    return {
      text: page(`seq in (select seq from log where ${isAboutStream('$2', '$3', '$4')} offset 0)`),
      values: aboutStream(streamId),
    }
  if (type === undefined) return { text: page(), values: [] }
  if (type === 'TaskDue') return { text: page(isDueJob), values: [] }
  return { text: page('subject = $2'), values: [subjectOf(type)] }
}

/** The subjects of due jobs end in their platforms. */
const isDueJob = `subject like '${subjectOf('TaskDue', '')}%'`

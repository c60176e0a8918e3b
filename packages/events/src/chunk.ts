import { isEventType, type EventMeta, type EventType, type RecordedEvent } from './event.ts'
import { eventIdsOf, type EventId, type StreamId } from './ids.ts'
import { lift, schemaVersion } from './schema-version.ts'
import { typeOfSubject } from './subjects.ts'

/**
 * A row of the log, and a message of the stream: consecutive events of one commit and one subject. `meta` and `data`
 * are JSON text; `data` is a list of `StoredEvent`.
 */
export type Chunk = {
  /** Of the row, and of the message: the stream is the log, row by row. */
  readonly seq: number
  /** The positions of its first and its last event. */
  readonly first: number
  readonly last: number
  readonly subject: string
  readonly schemaVersion: number
  readonly meta: string
  readonly at: string
  readonly data: string
}

/** An event as it lies in a chunk: the fields that the chunk does not give for all. */
export type StoredEvent = {
  readonly stream: StreamId
  readonly version: number
  /** The event that caused it. */
  readonly cause?: string | undefined
  /** The fields of its meta that differ from those of the chunk; null for one that it lacks. */
  readonly meta?: { readonly [Field in keyof SharedMeta]?: SharedMeta[Field] | null } | undefined
  readonly data: unknown
}

/** Fields that events of one commit mostly share. */
export type SharedMeta = Omit<EventMeta, 'causationId'>

export class UndecodableEvent extends Error {
  override readonly name = 'UndecodableEvent'
}

type Parsed = {
  readonly first: number
  readonly schemaVersion: number
  readonly at: string
  readonly meta: SharedMeta
  readonly events: readonly StoredEvent[]
}

/** The events of a row of the log. */
export function eventsOf(chunk: Chunk): RecordedEvent[] {
  const { subject, first, at } = chunk
  const meta = JSON.parse(chunk.meta) as SharedMeta
  const events = JSON.parse(chunk.data) as StoredEvent[]
  const type = typeOfSubject(subject) as EventType
  return unfold(type, { first, at, meta, events, schemaVersion: chunk.schemaVersion })
}

/**
 * The events of a message. Throws `UndecodableEvent` for a chunk that this version cannot read. The shape of each
 * event's data is that of its type and schema version: it was checked when it was written.
 */
export function decodeChunk(subject: string, text: string): RecordedEvent[] {
  try {
    const parsed = JSON.parse(text) as Parsed
    const type = typeOfSubject(subject)
    if (!isEventType(type)) throw new Error(`unknown event type ${type}`)
    if (!isChunk(parsed)) throw new Error('no chunk of the log')
    if (parsed.schemaVersion > schemaVersion)
      throw new Error(`${type} has schema version ${parsed.schemaVersion}`)
    return unfold(type, parsed)
  } catch (cause) {
    throw new UndecodableEvent('not a chunk of Pressrun events', { cause })
  }
}

const isChunk = ({ first, schemaVersion: version, at, meta, events }: Parsed): boolean =>
  Number.isSafeInteger(first) &&
  Number.isSafeInteger(version) &&
  typeof at === 'string' &&
  typeof meta.projectId === 'string' &&
  typeof meta.actor === 'string' &&
  events.length > 0 &&
  events.every(
    ({ stream, version: ofStream, data }) =>
      typeof stream === 'string' &&
      Number.isSafeInteger(ofStream) &&
      typeof data === 'object' &&
      data !== null,
  )

function unfold(type: EventType, { first, schemaVersion: from, at, meta, events }: Parsed) {
  const idAt = eventIdsOf(at)
  return events.map((event, index) => ({
    position: first + index,
    id: idAt(first + index),
    streamId: event.stream,
    version: event.version,
    type,
    schemaVersion,
    data: from === schemaVersion ? event.data : lift(type, from, event.data),
    meta: metaOf(event, meta),
    recordedAt: at,
  })) as unknown as RecordedEvent[]
}

function metaOf({ cause, meta: own }: StoredEvent, shared: SharedMeta): EventMeta {
  if (cause === undefined && own === undefined) return shared
  const meta: Record<string, unknown> = { ...shared, ...own }
  for (const field in own) if (meta[field] === null) delete meta[field]
  if (cause !== undefined) meta['causationId'] = cause
  return meta as EventMeta
}

/** The id of the last event of a chunk. */
export const lastIdOf = ({ at, last }: Pick<Chunk, 'at' | 'last'>): EventId => eventIdsOf(at)(last)

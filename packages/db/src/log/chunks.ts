import { crc32 } from 'node:zlib'
import {
  subjectOf,
  type DomainEvent,
  type EventMeta,
  type SharedMeta,
  type StoredEvent,
  type StreamId,
} from '@pressrun/events'

export type NewEvent = {
  readonly streamId: StreamId
  /** The version this event gives its stream. */
  readonly version: number
  readonly event: DomainEvent
  readonly meta: EventMeta
  readonly at: string
  /** Events that differ in this never share a chunk. */
  readonly apart?: string
}

/** A chunk that has no place in the log yet. */
export type NewChunk = {
  readonly subject: string
  readonly at: string
  readonly meta: SharedMeta
  /** Its events, each as JSON text. */
  readonly events: readonly string[]
  /** Its index: hashes of the streams of its events, and of the runs of tasks. */
  readonly about: ReadonlySet<number>
}

/**
 * The hash by which the log is searched for an id: 32 bits, an eighth of a whole id. Another id may have the same, so
 * readers compare the ids as well. Up to 32 neighbouring tasks of a run share one: they mostly go out and end
 * together, so that a chunk has a few numbers and not 64.
 */
export const hashOf = (id: string): number =>
  crc32(id.startsWith('task_') ? id.slice(0, -1) : id) | 0

const chunkEventsMax = 64
const chunkBytesMax = 256 * 1024

/**
 * Larger ones would not pass through a NATS server with default settings (1 MB, headers included), and an event that
 * cannot be relayed would block all that follow. It counts with its envelope.
 */
const eventBytesMax = 1_000_000

/** Upper bound of what a message holds besides meta and events. */
const envelopeBytes = 200

export class EventTooLarge extends Error {
  override readonly name = 'EventTooLarge'
}

type OpenChunk = {
  readonly subject: string
  readonly at: string
  readonly meta: SharedMeta
  readonly events: string[]
  readonly about: Set<number>
  bytes: number
}

/**
 * The events of a commit as chunks. Events of one subject come together, and so may change places with others; those
 * of one stream never do, nor those of a run with those of its tasks.
 */
export function toChunks(events: readonly NewEvent[]): NewChunk[] {
  const chunks: OpenChunk[] = []
  const openByKind = new Map<string, number>()
  const lastOf = new Map<string, number>()
  for (const entry of events) {
    const subject = subjectOf(entry.event.type, platformOf(entry.event))
    const kind = `${subject} ${entry.apart ?? ''}`
    const keys = keysOf(entry)
    const floor = Math.max(0, ...keys.after.map((key) => lastOf.get(key) ?? 0))
    const open = openByKind.get(kind) ?? -1
    const joined = open >= floor && join(chunks[open], entry)
    const place = joined ? open : chunks.push(begin(subject, entry)) - 1
    openByKind.set(kind, place)
    for (const key of keys.own) lastOf.set(key, place)
    chunks[place]?.about.add(hashOf(entry.streamId))
    if (keys.runId) chunks[place]?.about.add(hashOf(keys.runId))
  }
  return chunks
}

const platformOf = (event: DomainEvent) =>
  event.type === 'TaskDue' ? event.data.platform : undefined

/** The order of an event: what it follows, and what follows it. */
function keysOf({ streamId, event }: NewEvent) {
  const runId = 'runId' in event.data ? event.data.runId : undefined
  if (runId && streamId.startsWith('task_'))
    return { after: [streamId, runId], own: [streamId, `tasks of ${runId}`], runId }
  return { after: [streamId, `tasks of ${streamId}`], own: [streamId], runId: undefined }
}

function begin(subject: string, entry: NewEvent): OpenChunk {
  const { causationId: _, ...meta } = entry.meta
  const text = textOf(entry, meta)
  const bytes = Buffer.byteLength(text) + 2
  if (bytes + Buffer.byteLength(JSON.stringify(meta)) + envelopeBytes > eventBytesMax)
    throw new EventTooLarge(
      `${entry.event.type} of ${entry.streamId} has ${bytes} bytes, an event ${eventBytesMax} at most`,
    )
  return { subject, at: entry.at, meta, events: [text], about: new Set(), bytes }
}

/** False when it does not belong to the chunk, or does not fit into it. */
function join(chunk: OpenChunk | undefined, entry: NewEvent): boolean {
  if (!chunk || chunk.at !== entry.at || chunk.events.length >= chunkEventsMax) return false
  const text = textOf(entry, chunk.meta)
  const bytes = chunk.bytes + Buffer.byteLength(text) + 1
  if (bytes > chunkBytesMax) return false
  chunk.events.push(text)
  chunk.bytes = bytes
  return true
}

function textOf({ streamId, version, event, meta }: NewEvent, shared: SharedMeta): string {
  const { causationId } = meta
  const stored: StoredEvent = {
    stream: streamId,
    version,
    cause: causationId,
    meta: differing(meta, shared),
    data: event.data,
  }
  return JSON.stringify(stored)
}

const sharedFields = ['projectId', 'actor', 'correlationId', 'traceparent'] as const

function differing(own: SharedMeta, shared: SharedMeta): StoredEvent['meta'] {
  let differs: Record<string, string | null> | undefined
  for (const field of sharedFields)
    if (own[field] !== shared[field]) (differs ??= {})[field] = own[field] ?? null
  return differs
}

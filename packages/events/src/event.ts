import { z } from 'zod'
import { accountEvents } from './account/events.ts'
import type { EventId, ProjectId, StreamId } from './ids.ts'
import { runEvents } from './run/events.ts'
import { scheduleEvents } from './schedule/events.ts'
import { lift, schemaVersion } from './schema-version.ts'
import { sourceEvents } from './source/events.ts'
import { taskEvents } from './task/events.ts'

/** Every event there is, by type, with the schema of its data. */
export const eventSchemas = {
  ...runEvents,
  ...taskEvents,
  ...accountEvents,
  ...sourceEvents,
  ...scheduleEvents,
}

export type EventType = keyof typeof eventSchemas
export type EventData<T extends EventType> = z.infer<(typeof eventSchemas)[T]>
export type EventOf<T extends EventType> = T extends EventType
  ? { readonly type: T; readonly data: EventData<T> }
  : never
export type DomainEvent = EventOf<EventType>

export type EventMeta = {
  readonly projectId: ProjectId
  /** Who caused it: a user, an API key's name, or a service. */
  readonly actor: string
  readonly correlationId?: string | undefined
  readonly causationId?: string | undefined
  /** W3C Trace Context of the span that caused it. */
  readonly traceparent?: string | undefined
}

export type RecordedEvent<T extends EventType = EventType> = EventOf<T> & {
  readonly position: number
  readonly id: EventId
  readonly streamId: StreamId
  readonly version: number
  readonly schemaVersion: number
  readonly meta: EventMeta
  readonly recordedAt: string
}

const envelope = z.object({
  position: z.number(),
  id: z.string(),
  streamId: z.string(),
  version: z.number(),
  type: z.string(),
  schemaVersion: z.number(),
  data: z.unknown(),
  meta: z.looseObject({ projectId: z.string(), actor: z.string() }),
  recordedAt: z.string(),
})

export class UndecodableEvent extends Error {
  override readonly name = 'UndecodableEvent'
}

export const isEventType = (type: string): type is EventType => Object.hasOwn(eventSchemas, type)

/** Reads an event from JSON text. Throws `UndecodableEvent` when it is not one we know. */
export function decodeEvent(text: string): RecordedEvent {
  try {
    const event = envelope.parse(JSON.parse(text))
    if (!isEventType(event.type)) throw new Error(`unknown event type ${event.type}`)
    if (event.schemaVersion > schemaVersion)
      throw new Error(`${event.type} has schema version ${event.schemaVersion}`)
    const data = eventSchemas[event.type].parse(lift(event.type, event.schemaVersion, event.data))
    return { ...event, schemaVersion, data } as RecordedEvent
  } catch (cause) {
    throw new UndecodableEvent('not a Pressrun event', { cause })
  }
}

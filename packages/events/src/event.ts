import { z } from 'zod'
import { accountEvents } from './account/events.ts'
import type { EventId, ProjectId, StreamId } from './ids.ts'
import { runEvents } from './run/events.ts'
import { scheduleEvents } from './schedule/events.ts'
import { sourceEvents } from './source/events.ts'
import { taskEvents } from './task/events.ts'

/** Every event, by type, with the schema of its data. */
export const eventSchemas = {
  ...runEvents,
  ...taskEvents,
  ...accountEvents,
  ...sourceEvents,
  ...scheduleEvents,
}

export type EventType = keyof typeof eventSchemas
type EventData<T extends EventType> = z.infer<(typeof eventSchemas)[T]>
export type EventOf<T extends EventType> = T extends EventType
  ? { readonly type: T; readonly data: EventData<T> }
  : never
export type DomainEvent = EventOf<EventType>

export type EventMeta = {
  readonly projectId: ProjectId
  /** The actor: a user, an API key's name, or a service. */
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

export const isEventType = (type: string): type is EventType => Object.hasOwn(eventSchemas, type)

/** True when the data of an event has the shape that its type has today. */
export const isWellFormed = ({ type, data }: DomainEvent): boolean =>
  eventSchemas[type].safeParse(data).success

import {
  schemaVersion,
  type DomainEvent,
  type EventId,
  type EventMeta,
  type StreamId,
} from '@pressrun/events'
import { arrayLiteral } from '../state/columns.ts'
import type { Statement } from '../transaction.ts'

export type NewEvent = {
  readonly id: EventId
  readonly streamId: StreamId
  /** The version this event gives its stream. */
  readonly version: number
  readonly event: DomainEvent
  readonly meta: EventMeta
  readonly at: string
}

/** Listeners on this channel (the relay) are told that the log has grown. */
export const logChannel = 'pressrun_log'

/**
 * Larger ones would not pass through a NATS server as it comes (1 MB, envelope and headers included),
 * and an event that cannot be relayed would stop all that follow.
 */
export const eventBytesMax = 1_000_000

export class EventTooLarge extends Error {
  override readonly name = 'EventTooLarge'
}

/**
 * The last statement of every appending transaction: it takes the next positions from the head and
 * inserts the events in the order given. From here to the commit nobody else can append, so
 * positions are gap-free and in commit order. A version that is taken already violates
 * `events_stream_version` and undoes the whole transaction: that is the concurrency check.
 */
export function appendEvents(events: readonly NewEvent[]): Statement {
  const data = arrayLiteral(
    events.map((event) => event.event.data),
    'json',
  )
  // Three bytes a unit at most: nearly always the whole batch is known to be small without a count.
  if (data.length * 3 > eventBytesMax) events.forEach(refuseTooLarge)
  return {
    name: 'append-events',
    text: `with head as (
        update log_head set position = position + $1 returning position - $1 as base
      ), told as (select pg_notify('${logChannel}', ''))
      insert into events
        (position, id, stream_id, version, type, schema_version, data, meta, recorded_at)
      select head.base + new.ordinal, new.id, new.stream_id, new.version, new.type,
        ${schemaVersion}, new.data, new.meta, new.recorded_at
      from head, told, unnest($2::text[], $3::text[], $4::integer[], $5::text[], $6::json[],
        $7::json[], $8::timestamptz[]) with ordinality
        as new (id, stream_id, version, type, data, meta, recorded_at, ordinal)`,
    values: [
      events.length,
      arrayLiteral(
        events.map((event) => event.id),
        'text',
      ),
      arrayLiteral(
        events.map((event) => event.streamId),
        'text',
      ),
      arrayLiteral(
        events.map((event) => event.version),
        'integer',
      ),
      arrayLiteral(
        events.map((event) => event.event.type),
        'text',
      ),
      data,
      arrayLiteral(
        events.map((event) => event.meta),
        'json',
      ),
      arrayLiteral(
        events.map((event) => event.at),
        'timestamptz',
      ),
    ],
  }
}

function refuseTooLarge({ event, streamId }: NewEvent): void {
  const bytes = Buffer.byteLength(JSON.stringify(event.data))
  if (bytes > eventBytesMax)
    throw new EventTooLarge(
      `${event.type} of ${streamId} has ${bytes} bytes, an event ${eventBytesMax} at most`,
    )
}

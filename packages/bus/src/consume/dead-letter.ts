import { jetstream, type JsMsg, type StoredMsg } from '@nats-io/jetstream'
import { headers, type NatsConnection } from '@nats-io/transport-node'
import type { RecordedEvent } from '@pressrun/events'
import { messageIdHeader, positionsHeader, positionsIn } from '../message.ts'
import { deadLetterRoot } from '../topology.ts'

/** An event of a message, or a whole message, that a consumer gave up, with the reason and its origin. */
export type DeadLetter = {
  readonly id: string
  /** Its place among the dead letters. */
  readonly sequence: number
  readonly consumer: string
  /** Of the events in the message that it is about; undefined when the message was foreign. */
  readonly positions: { readonly first: number; readonly last: number } | undefined
  /** Of the event; undefined where there are several. */
  readonly eventId: string | undefined
  /** Of the message in the stream. */
  readonly streamSequence: number
  readonly subject: string
  readonly reason: string
  /** ISO 8601. */
  readonly at: string
  /** How often the message was delivered; undefined in letters of earlier versions. */
  readonly deliveries: number | undefined
  readonly payload: string
}

const names = {
  reason: 'Pressrun-Reason',
  subject: 'Pressrun-Subject',
  streamSequence: 'Pressrun-Sequence',
  eventId: 'Pressrun-Event-Id',
  deliveries: 'Pressrun-Deliveries',
} as const

/**
 * Stores a copy of the message with the reason, under `pressrun.dead.<consumer>`; it is about `event` alone, or about
 * the whole message. The id makes a second copy a no-op.
 */
export async function deadLetter(
  connection: NatsConnection,
  message: JsMsg,
  reason: string,
  event?: RecordedEvent,
): Promise<void> {
  const { consumer, streamSequence, deliveryCount } = message.info
  const carried = headers()
  carried.set(names.reason, reason)
  carried.set(names.subject, message.subject)
  carried.set(names.streamSequence, String(streamSequence))
  carried.set(names.deliveries, String(deliveryCount))
  const positions = event ? { first: event.position, last: event.position } : positionsIn(message)
  if (positions) carried.set(positionsHeader, `${positions.first}-${positions.last}`)
  const isOne = positions?.first === positions?.last
  const eventId = event?.id ?? (isOne ? message.headers?.get(messageIdHeader) : undefined)
  if (eventId) carried.set(names.eventId, eventId)
  await jetstream(connection).publish(`${deadLetterRoot}.${consumer}`, message.data, {
    headers: carried,
    msgID: [consumer, streamSequence, event?.position ?? 'all'].join('-'),
  })
}

export function readDeadLetter(stored: StoredMsg): DeadLetter {
  const header = (name: string) => stored.header.get(name) || undefined
  const number = (name: string) => {
    const value = header(name)
    return value === undefined ? undefined : Number(value)
  }
  const streamSequence = number(names.streamSequence) ?? 0
  return {
    id: `${stored.seq}-${streamSequence}`,
    sequence: stored.seq,
    consumer: stored.subject.slice(deadLetterRoot.length + 1),
    positions: positionsIn({ headers: stored.header }),
    eventId: header(names.eventId),
    streamSequence,
    subject: header(names.subject) ?? '',
    reason: header(names.reason) ?? '',
    at: stored.timestamp,
    deliveries: number(names.deliveries),
    payload: stored.string(),
  }
}

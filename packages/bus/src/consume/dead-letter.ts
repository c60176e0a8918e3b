import { jetstream, type JsMsg, type StoredMsg } from '@nats-io/jetstream'
import { headers, type NatsConnection } from '@nats-io/transport-node'
import { messageIdHeader, positionHeader } from '../message.ts'
import { deadLetterRoot } from '../topology.ts'

/** A message that a consumer gave up, with why and where it came from. */
export type DeadLetter = {
  readonly id: string
  /** Its place among the dead letters. */
  readonly sequence: number
  readonly consumer: string
  /** Of its event in the log; undefined when the message was none of ours. */
  readonly position: number | undefined
  readonly eventId: string | undefined
  /** Of the message in the stream. */
  readonly streamSequence: number
  readonly subject: string
  readonly reason: string
  /** ISO 8601. */
  readonly at: string
  /** How often the consumer was given the message; undefined in letters of earlier versions. */
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
 * Keeps a copy of the message with the reason, under `pressrun.dead.<consumer>`. The id makes a
 * second copy of the same message a no-op.
 */
export async function deadLetter(
  connection: NatsConnection,
  message: JsMsg,
  reason: string,
): Promise<void> {
  const { consumer, streamSequence, deliveryCount } = message.info
  const carried = headers()
  carried.set(names.reason, reason)
  carried.set(names.subject, message.subject)
  carried.set(names.streamSequence, String(streamSequence))
  carried.set(names.deliveries, String(deliveryCount))
  const position = message.headers?.get(positionHeader)
  if (position) carried.set(positionHeader, position)
  const eventId = message.headers?.get(messageIdHeader)
  if (eventId) carried.set(names.eventId, eventId)
  await jetstream(connection).publish(`${deadLetterRoot}.${consumer}`, message.data, {
    headers: carried,
    msgID: `${consumer}-${streamSequence}`,
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
    position: number(positionHeader),
    eventId: header(names.eventId),
    streamSequence,
    subject: header(names.subject) ?? '',
    reason: header(names.reason) ?? '',
    at: stored.timestamp,
    deliveries: number(names.deliveries),
    payload: stored.string(),
  }
}

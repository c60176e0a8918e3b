import { AckPolicy, DeliverPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream'
import { nanos, type MsgHdrs, type NatsConnection } from '@nats-io/transport-node'
import { lastIdOf, type Chunk } from '@pressrun/events'
import {
  expectedSequenceHeader,
  messageIdHeader,
  payloadOf,
  positionsHeader,
  positionsIn,
} from '../message.ts'
import { streamName } from '../topology.ts'

/** A message of the stream without its payload, which may be large and anything. */
export type MessageHead = {
  readonly seq: number
  readonly subject: string
  readonly headers: MsgHdrs | undefined
}

/** The server sends it in place of the payload. */
const sizeHeader = 'Nats-Msg-Size'

const answerWithinMs = 5_000

/** A reader that dies leaves its consumer; the server removes it after this. */
const abandonedAfterMs = 30_000

/** The messages from one sequence to another, both included. */
export async function readHeads(
  connection: NatsConnection,
  from: number,
  to: number,
): Promise<MessageHead[]> {
  const manager = await jetstreamManager(connection, { checkAPI: false })
  const { name } = await manager.consumers.add(streamName, {
    ack_policy: AckPolicy.None,
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: from,
    headers_only: true,
    mem_storage: true,
    inactive_threshold: nanos(abandonedAfterMs),
  })
  try {
    const consumer = await jetstream(connection).consumers.get(streamName, name)
    const heads: MessageHead[] = []
    const messages = await consumer.fetch({
      max_messages: to - from + 1,
      expires: answerWithinMs,
    })
    for await (const { seq, subject, headers } of messages) {
      heads.push({ seq, subject, headers })
      if (seq >= to) break
    }
    return heads
  } finally {
    await manager.consumers.delete(streamName, name).catch(() => {})
  }
}

/**
 * Whether the message's own headers mark it as a relay's: the events it holds, the id of the last, and that it lies
 * behind the message that it had to follow.
 */
export function isOurs({ seq, headers }: Pick<MessageHead, 'seq' | 'headers'>): boolean {
  if (!headers?.get(messageIdHeader) || !positionsIn({ headers })) return false
  const expected = headers.get(expectedSequenceHeader)
  return expected === '' || Number(expected) === seq - 1
}

/** Whether a message is that row of the log, and not an imitation. */
export const isRow = ({ seq, subject, headers }: MessageHead, row: Chunk): boolean =>
  seq === row.seq &&
  subject === row.subject &&
  headers?.get(positionsHeader) === `${row.first}-${row.last}` &&
  headers.get(messageIdHeader) === lastIdOf(row) &&
  Number(headers.get(sizeHeader)) === Buffer.byteLength(payloadOf(row))

import { jetstream, type JsMsg } from '@nats-io/jetstream'
import { headers, type NatsConnection } from '@nats-io/transport-node'
import { deadLetterRoot } from '../topology.ts'

/**
 * Keeps a copy of the message with the reason, under `pressrun.dead.<consumer>`. The id makes a
 * second copy of the same message a no-op.
 */
export async function deadLetter(
  connection: NatsConnection,
  message: JsMsg,
  reason: string,
): Promise<void> {
  const { consumer, streamSequence } = message.info
  const carried = headers()
  carried.set('Pressrun-Reason', reason)
  carried.set('Pressrun-Subject', message.subject)
  carried.set('Pressrun-Sequence', String(streamSequence))
  await jetstream(connection).publish(`${deadLetterRoot}.${consumer}`, message.data, {
    headers: carried,
    msgID: `${consumer}-${streamSequence}`,
  })
}

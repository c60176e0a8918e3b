import type { NatsConnection } from '@nats-io/transport-node'
import { streamEnd } from './last-message.ts'

export type StreamFault = {
  /** `ahead`: it holds more than the log; `foreign`: it holds foreign messages. */
  readonly kind: 'ahead' | 'foreign'
  readonly text: string
}

/** Returns why the stream is not the log; undefined when it may be. Rejects when either does not respond. */
export async function streamFault(
  connection: NatsConnection,
  head: () => Promise<number>,
): Promise<StreamFault | undefined> {
  // In this order: events added to both meanwhile make the log longer, never the stream.
  const { witness, foreign } = await streamEnd(connection)
  const { position } = witness
  const at = await head()
  if (position > at)
    return {
      kind: 'ahead',
      text:
        `the stream is at position ${position}, the log only at ${at}:` +
        ' the database was restored from a backup, or it is another one',
    }
  if (!foreign) return undefined
  const place = `sequence ${foreign.seq}, subject ${foreign.subject}`
  return {
    kind: 'foreign',
    text: `the stream holds a message that is not of Pressrun (${place}): it is replaced, and filled again from the log`,
  }
}

import type { NatsConnection } from '@nats-io/transport-node'
import { streamEnd } from './last-message.ts'

/**
 * Returns what is wrong when the stream holds more than the log, or what is not of it; undefined when it does
 * not. Rejects when either does not answer.
 */
export async function streamFault(
  connection: NatsConnection,
  head: () => Promise<number>,
): Promise<string | undefined> {
  // In this order: what is added to both meanwhile makes the log longer, never the stream.
  const { witness, foreign } = await streamEnd(connection)
  const { position } = witness
  const at = await head()
  if (position <= at)
    return (
      foreign &&
      `the stream holds a message that is not of Pressrun (sequence ${foreign.seq}, subject ${foreign.subject}):` +
        ' it is replaced, and filled again from the log'
    )
  return (
    `the stream is at position ${position}, the log only at ${at}:` +
    ' the database was restored from a backup, or it is another one'
  )
}

import type { NatsConnection } from '@nats-io/transport-node'
import { lastPosition } from './last-message.ts'

/**
 * Returns what is wrong when the stream holds more than the log; undefined when it does not. Rejects when
 * either does not answer.
 */
export async function streamFault(
  connection: NatsConnection,
  head: () => Promise<number>,
): Promise<string | undefined> {
  // In this order: what is added to both meanwhile makes the log longer, never the stream.
  const position = await lastPosition(connection)
  const at = await head()
  if (position <= at) return undefined
  return (
    `the stream is at position ${position}, the log only at ${at}:` +
    ' the database was restored from a backup, or it is another one'
  )
}

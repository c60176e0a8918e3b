import type { NatsConnection } from '@nats-io/transport-node'

export type WakeUps = {
  readonly wake: (subject: string, payload: Uint8Array) => void
  /** The connection is back after it was lost: hints may have been missed meanwhile. */
  readonly missed: () => void
}

/**
 * Listens to what passes by, as a hint that something may be ready. Such a hint can be lost (there
 * is no acknowledgement), so whoever waits for one also wakes up by itself now and then.
 */
export function listenForWakeUps(
  connection: NatsConnection,
  subjects: readonly string[],
  { wake, missed }: WakeUps,
): { stop: () => void } {
  const subscriptions = subjects.map((subject) =>
    connection.subscribe(subject, {
      callback: (error, message) => {
        if (!error) wake(message.subject, message.data)
      },
    }),
  )
  void watchReconnects(connection, missed)
  return { stop: () => subscriptions.forEach((subscription) => subscription.unsubscribe()) }
}

/** Until the connection is closed. */
async function watchReconnects(connection: NatsConnection, missed: () => void): Promise<void> {
  for await (const { type } of connection.status()) if (type === 'reconnect') missed()
}

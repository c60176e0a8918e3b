import type { NatsConnection } from '@nats-io/transport-node'

/**
 * Listens to what passes by, as a hint that something may be ready. Such a hint can be lost (there
 * is no acknowledgement), so whoever waits for one also wakes up by itself now and then.
 */
export function listenForWakeUps(
  connection: NatsConnection,
  subjects: readonly string[],
  wake: (subject: string, payload: Uint8Array) => void,
): { stop: () => void } {
  const subscriptions = subjects.map((subject) =>
    connection.subscribe(subject, {
      callback: (error, message) => {
        if (!error) wake(message.subject, message.data)
      },
    }),
  )
  return { stop: () => subscriptions.forEach((subscription) => subscription.unsubscribe()) }
}

import type { NatsConnection } from '@nats-io/transport-node'

/** Outside the stream's subjects: what JetStream cannot take, all processes can still hear. */
const replacedSubject = 'pressrun.relay.replaced'

/** Tells all processes that the stream is another, and empty. */
export const tellReplaced = (connection: NatsConnection): void =>
  connection.publish(replacedSubject)

/**
 * Calls back when the stream was replaced. Whoever waits for messages of the one that was would hear nothing for
 * a while, when the server does not tell him that it is gone.
 */
export function hearReplaced(connection: NatsConnection, callback: () => void): Disposable {
  const subscription = connection.subscribe(replacedSubject, {
    callback: (error) => {
      if (!error) callback()
    },
  })
  return { [Symbol.dispose]: () => subscription.unsubscribe() }
}

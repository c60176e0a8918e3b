import type { NatsConnection } from '@nats-io/transport-node'
import { NatsFault, natsFaultOf } from './nats-fault.ts'

/** Resolves when the server answers a ping in time; rejects with a `NatsFault` otherwise. */
export async function inReach(connection: NatsConnection, withinMs: number): Promise<void> {
  const address = connection.getServer()
  const silent = Promise.withResolvers<never>()
  const timer = setTimeout(() => silent.reject(new NatsFault('hung', address)), withinMs)
  try {
    await Promise.race([connection.rtt(), silent.promise])
  } catch (cause) {
    throw cause instanceof NatsFault
      ? cause
      : new NatsFault(natsFaultOf(cause) ?? 'away', address, cause)
  } finally {
    clearTimeout(timer)
  }
}

/** Whether the server answers a ping in time. */
export const isInReach = (connection: NatsConnection, withinMs: number): Promise<boolean> =>
  inReach(connection, withinMs).then(
    () => true,
    () => false,
  )

import type { NatsConnection } from '@nats-io/transport-node'
import { NatsFault, natsFaultOf, natsFaults, type NatsFaultName } from '../nats-fault.ts'

/** Outside the stream's subjects: all processes hear it even when JetStream accepts nothing. */
const faultSubject = 'pressrun.relay.fault'

/** A failing relay announces it at every try; tries are closer together than this. */
const validForMs = 15_000

/** Announces to all processes that NATS keeps the relay from working; does nothing for other causes. */
export function announceRelayFault(connection: NatsConnection, cause: unknown): void {
  const fault = natsFaultOf(cause)
  if (fault === undefined || connection.isClosed()) return
  const reason = cause instanceof Error ? cause.message : ''
  connection.publish(faultSubject, JSON.stringify({ fault, reason }))
}

/** Announces to all processes that the relay works again. */
export function announceRelayWorks(connection: NatsConnection): void {
  if (!connection.isClosed()) connection.publish(faultSubject)
}

export type RelayFaults = {
  /** Why the relay, in any process, is stopped. */
  readonly current: () => NatsFault | undefined
}

/** Listens, for as long as the connection lives, for why the relay is stopped. */
export function watchRelayFaults(
  connection: NatsConnection,
  now: () => number = () => performance.now(),
): RelayFaults {
  let latest: NatsFault | undefined
  let receivedAt = -Infinity
  connection.subscribe(faultSubject, {
    callback: (error, message) => {
      if (error) return
      latest = readFault(connection.getServer(), message.string())
      receivedAt = now()
    },
  })
  return { current: () => (now() - receivedAt < validForMs ? latest : undefined) }
}

function readFault(address: string, text: string): NatsFault | undefined {
  if (text === '') return undefined
  try {
    const { fault, reason } = JSON.parse(text) as { fault: NatsFaultName; reason: string }
    return natsFaults.includes(fault) ? new NatsFault(fault, address, new Error(reason)) : undefined
  } catch {
    return undefined
  }
}

import type { NatsConnection } from '@nats-io/transport-node'
import { NatsFault, natsFaultOf, natsFaults, type NatsFaultName } from '../nats-fault.ts'

/** Outside the stream's subjects: what JetStream cannot take, all processes can still hear. */
const faultSubject = 'pressrun.relay.fault'

/** A relay that fails says so at every try, which takes less than this from one to the next. */
const validForMs = 15_000

/** Tells all processes that the relay cannot go on because of NATS; nothing where it is not because of NATS. */
export function announceRelayFault(connection: NatsConnection, cause: unknown): void {
  const fault = natsFaultOf(cause)
  if (fault === undefined || connection.isClosed()) return
  const reason = cause instanceof Error ? cause.message : ''
  connection.publish(faultSubject, JSON.stringify({ fault, reason }))
}

/** Tells all processes that the relay goes on. */
export function announceRelayWorks(connection: NatsConnection): void {
  if (!connection.isClosed()) connection.publish(faultSubject)
}

export type RelayFaults = {
  /** Why the relay, in whichever process it is, does not go on. */
  readonly current: () => NatsFault | undefined
}

/** Hears, for as long as the connection lives, why the relay does not go on. */
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

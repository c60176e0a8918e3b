import type { NatsConnection } from '@nats-io/transport-node'
import { NatsFault, natsFaultOf } from '../nats-fault.ts'

/** Over each connection, what cannot be read of the stream, and why. */
const faults = new WeakMap<NatsConnection, Map<object, NatsFault>>()

/** Says whether a reader could begin; without a cause it could, or has ended. What is no fault of NATS is not for here. */
export function noteBeginning(connection: NatsConnection, reader: object, cause?: unknown): void {
  const name = natsFaultOf(cause)
  if (!name) return void faults.get(connection)?.delete(reader)
  const known = faults.get(connection) ?? new Map<object, NatsFault>()
  known.set(reader, new NatsFault(name, connection.getServer(), cause))
  faults.set(connection, known)
}

/** Why something that this process wants to read cannot be read. */
export const consumerFault = (connection: NatsConnection): NatsFault | undefined =>
  faults.get(connection)?.values().next().value

import type { NatsConnection } from '@nats-io/transport-node'
import { NatsFault, natsFaultOf } from '../nats-fault.ts'

/** By connection, the parts of the stream that cannot be read, and why. */
const faults = new WeakMap<NatsConnection, Map<object, NatsFault>>()

/** Records whether a reader could begin; without a cause it could, or has ended. Only for faults of NATS. */
export function noteBeginning(connection: NatsConnection, reader: object, cause?: unknown): void {
  const name = natsFaultOf(cause)
  if (!name) return void faults.get(connection)?.delete(reader)
  const known = faults.get(connection) ?? new Map<object, NatsFault>()
  known.set(reader, new NatsFault(name, connection.getServer(), cause))
  faults.set(connection, known)
}

/** Why this process cannot read something it needs. */
export const consumerFault = (connection: NatsConnection): NatsFault | undefined =>
  faults.get(connection)?.values().next().value

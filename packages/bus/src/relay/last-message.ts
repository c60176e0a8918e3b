import { jetstreamManager } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import type { Witness } from '@pressrun/events'
import { absent, streamNotFound } from '../ensure-topology.ts'
import { epochHeader, messageIdHeader, positionsIn } from '../message.ts'
import { streamName } from '../topology.ts'

/** The position of the last event in the stream; 0 when there is none. */
export async function lastPosition(connection: NatsConnection): Promise<number> {
  return (await streamEnd(connection)).position
}

/** How far the stream has seen the log. Throws when NATS does not answer, or the message is not ours. */
export async function streamWitness(connection: NatsConnection): Promise<Witness> {
  const { seq: _, ...witness } = await streamEnd(connection)
  return witness
}

/** As `streamWitness`, with the sequence of the last message. */
export async function streamEnd(
  connection: NatsConnection,
): Promise<Witness & { readonly seq: number }> {
  const name = 'the stream'
  const manager = await jetstreamManager(connection, { checkAPI: false })
  const info = await manager.streams.info(streamName).catch(absent(streamNotFound))
  if (!info || info.state.last_seq === 0) return { name, epoch: 1, seq: 0, position: 0 }
  const seq = info.state.last_seq
  const last = await manager.streams.getMessage(streamName, { seq })
  const position = positionsIn({ headers: last?.header })?.last
  if (position === undefined)
    throw new Error(`the last message of ${streamName} is not ours: sequence ${seq}`)
  // Those of versions that knew no epochs carry none.
  const epoch = Number(last?.header.get(epochHeader) || 1)
  return { name, epoch, seq, position, id: last?.header.get(messageIdHeader) }
}

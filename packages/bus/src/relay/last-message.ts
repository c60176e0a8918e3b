import { jetstreamManager } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import type { Witness } from '@pressrun/events'
import { absent, streamNotFound } from '../ensure-topology.ts'
import { epochHeader, messageIdHeader, positionHeader } from '../message.ts'
import { streamName } from '../topology.ts'

/** The position in the header of the stream's last message; 0 when there is none. */
export async function lastPosition(connection: NatsConnection): Promise<number> {
  return (await streamWitness(connection)).position
}

/** How far the stream has seen the log. Throws when NATS does not answer, or the message is not ours. */
export async function streamWitness(connection: NatsConnection): Promise<Witness> {
  const name = 'the stream'
  const manager = await jetstreamManager(connection, { checkAPI: false })
  const info = await manager.streams.info(streamName).catch(absent(streamNotFound))
  if (!info || info.state.last_seq === 0) return { name, epoch: 1, position: 0 }
  const last = await manager.streams.getMessage(streamName, { seq: info.state.last_seq })
  const position = Number(last?.header.get(positionHeader))
  if (position !== info.state.last_seq)
    throw new Error(
      `the last message of ${streamName} is not ours: sequence ${info.state.last_seq},` +
        ` position ${position}`,
    )
  // Those of versions that knew no epochs carry none.
  const epoch = Number(last?.header.get(epochHeader) || 1)
  return { name, epoch, position, id: last?.header.get(messageIdHeader) }
}

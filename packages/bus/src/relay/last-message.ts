import { jetstreamManager } from '@nats-io/jetstream'
import type { MsgHdrs, NatsConnection } from '@nats-io/transport-node'
import type { Witness } from '@pressrun/events'
import { absent, streamNotFound } from '../ensure-topology.ts'
import { epochHeader, messageIdHeader, positionsIn } from '../message.ts'
import { streamName } from '../topology.ts'
import { isOurs, readHeads, type MessageHead } from './message-heads.ts'

/** Messages that a relay publishes before it checks their fate. */
export const batchMax = 64

/** A message in the stream that no relay wrote. */
export type ForeignMessage = { readonly seq: number; readonly subject: string }

export type StreamEnd = {
  /** How far the last message of a relay has seen the log. */
  readonly witness: Witness
  /** The sequence of that message; 0 when there is none. */
  readonly seq: number
  /** The last message, if it is foreign. */
  readonly foreign?: ForeignMessage | undefined
  /** When the stream was made: a replaced stream is a new one. */
  readonly created: string
}

/** The position of the last event in the stream; 0 when there is none. */
export async function lastPosition(connection: NatsConnection): Promise<number> {
  return (await streamWitness(connection)).position
}

/** How far the stream has seen the log. Throws when NATS does not respond. */
export async function streamWitness(connection: NatsConnection): Promise<Witness> {
  return (await streamEnd(connection)).witness
}

/** Where the stream ends. Throws when NATS does not respond. */
export async function streamEnd(connection: NatsConnection): Promise<StreamEnd> {
  const { streams } = await jetstreamManager(connection, { checkAPI: false })
  const info = await streams.info(streamName).catch(absent(streamNotFound))
  const last = info?.state.last_seq ?? 0
  const created = info?.created ?? ''
  if (last === 0) return { ...nothing, created }
  const stored = await streams.getMessage(streamName, { seq: last })
  const head = { seq: last, headers: stored?.header }
  if (isOurs(head)) return { witness: witnessIn(head), seq: last, created }
  const foreign = { seq: last, subject: stored?.subject ?? '' }
  const ours = await lastOfOurs(connection, last)
  if (!ours) return { ...nothing, foreign, created }
  return { witness: witnessIn(ours), seq: ours.seq, foreign, created }
}

const name = 'the stream'
const nothing = { witness: { name, epoch: 1, position: 0 }, seq: 0 } as const

function witnessIn({ headers }: { readonly headers: MsgHdrs | undefined }): Witness {
  return {
    name,
    position: positionsIn({ headers })?.last ?? 0,
    // Messages of versions without epochs carry none.
    epoch: Number(headers?.get(epochHeader) || 1),
    id: headers?.get(messageIdHeader),
  }
}

/**
 * Searches for the last message of ours before any number of foreign ones. A relay that meets a foreign one stops
 * within its batch, so behind a batch's length of them there is none of ours.
 */
async function lastOfOurs(
  connection: NatsConnection,
  last: number,
): Promise<MessageHead | undefined> {
  let found: MessageHead | undefined
  let [searched, end] = [0, last]
  for (let at = end; searched < end; at = Math.ceil((searched + end) / 2)) {
    const heads = await readHeads(connection, Math.max(1, at - batchMax + 1), at)
    const ours = heads.findLast(isOurs)
    found = ours ?? found
    if (ours) searched = at
    else end = at - batchMax
  }
  return found
}

import { headers, type MsgHdrs } from '@nats-io/transport-node'
import { lastIdOf, type Chunk } from '@pressrun/events'

/** The positions of the first and the last event of a message. */
export const positionsHeader = 'Pressrun-Events'
export const epochHeader = 'Pressrun-Epoch'
export const expectedSequenceHeader = 'Nats-Expected-Last-Sequence'
/** Of the last event in a message. */
export const messageIdHeader = 'Nats-Msg-Id'
const traceHeader = 'traceparent'

const encoder = new TextEncoder()

export type BusMessage = {
  readonly subject: string
  readonly payload: Uint8Array
  readonly headers: MsgHdrs
}

/**
 * A row of the log as a message. The stream holds the log from its first row on, so row n must become sequence n: the
 * server refuses it when the last is not n - 1.
 */
export function toMessage(chunk: Chunk, epoch: number): BusMessage {
  const carried = headers()
  carried.set(messageIdHeader, lastIdOf(chunk))
  carried.set(expectedSequenceHeader, String(chunk.seq - 1))
  carried.set(positionsHeader, `${chunk.first}-${chunk.last}`)
  carried.set(epochHeader, String(epoch))
  const traceparent = /"traceparent":"([^"]+)"/.exec(chunk.meta)?.[1]
  if (traceparent) carried.set(traceHeader, traceparent)
  return { subject: chunk.subject, payload: encoder.encode(payloadOf(chunk)), headers: carried }
}

/** `meta` and `data` are JSON already; they pass through untouched. */
export const payloadOf = (chunk: Chunk): string =>
  `{"first":${chunk.first},"schemaVersion":${chunk.schemaVersion},"at":"${chunk.at}"` +
  `,"meta":${chunk.meta},"events":${chunk.data}}`

/** The positions of the events in a message; undefined when it is foreign. */
export function positionsIn({ headers: carried }: { readonly headers?: MsgHdrs | undefined }) {
  const [, first, last] = /^(\d+)-(\d+)$/.exec(carried?.get(positionsHeader) ?? '') ?? []
  return first === undefined ? undefined : { first: Number(first), last: Number(last) }
}

import { headers, type MsgHdrs } from '@nats-io/transport-node'
import { subjectOf } from '@pressrun/events'
import type { LogEntry } from './relay/log-source.ts'

export const positionHeader = 'Pressrun-Position'
export const epochHeader = 'Pressrun-Epoch'
const expectedSequenceHeader = 'Nats-Expected-Last-Sequence'
export const messageIdHeader = 'Nats-Msg-Id'
const traceHeader = 'traceparent'

const encoder = new TextEncoder()

export type BusMessage = {
  readonly subject: string
  readonly payload: Uint8Array
  readonly headers: MsgHdrs
}

/**
 * An entry of the log as a message. The stream holds the log from its first position on, so the
 * entry at position n must become sequence n: the server refuses it when the last is not n - 1.
 */
export function toMessage(entry: LogEntry, epoch: number): BusMessage {
  const carried = headers()
  carried.set(messageIdHeader, entry.id)
  carried.set(expectedSequenceHeader, String(entry.position - 1))
  carried.set(positionHeader, String(entry.position))
  carried.set(epochHeader, String(epoch))
  const traceparent = /"traceparent":"([^"]+)"/.exec(entry.meta)?.[1]
  if (traceparent) carried.set(traceHeader, traceparent)
  return { subject: subjectFor(entry), payload: encoder.encode(payloadOf(entry)), headers: carried }
}

function subjectFor(entry: LogEntry): string {
  if (entry.type !== 'TaskDue') return subjectOf(entry.type)
  return subjectOf(entry.type, /"platform":"([^"]+)"/.exec(entry.data)?.[1])
}

/** `data` and `meta` are JSON already; they pass through untouched. */
const payloadOf = (entry: LogEntry) =>
  `{"position":${entry.position},"id":"${entry.id}","streamId":"${entry.streamId}"` +
  `,"version":${entry.version},"type":"${entry.type}","schemaVersion":${entry.schemaVersion}` +
  `,"recordedAt":"${entry.recordedAt}","data":${entry.data},"meta":${entry.meta}}`

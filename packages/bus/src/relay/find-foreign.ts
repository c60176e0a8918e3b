import type { NatsConnection } from '@nats-io/transport-node'
import { batchMax, type ForeignMessage, type StreamEnd } from './last-message.ts'
import type { LogSource } from './log-source.ts'
import { isRow, readHeads } from './message-heads.ts'

/** A relay that ended may not have checked its last batch, nor did the one that it took the log from. */
const comparedMax = 2 * batchMax

/**
 * The first message in the stream that is not the expected row of the log; undefined when there is none among those
 * that no relay has verified yet.
 */
export async function findForeign(
  connection: NatsConnection,
  { seq, foreign }: StreamEnd,
  read: LogSource['read'],
): Promise<ForeignMessage | undefined> {
  const from = Math.max(1, seq - comparedMax + 1)
  const heads = seq === 0 ? [] : await readHeads(connection, from, seq)
  for (let next = from; next <= seq;) {
    const rows = await read(next - 1, seq - next + 1)
    for (const row of rows) {
      const head = heads[row.seq - from]
      if (!head || !isRow(head, row)) return { seq: row.seq, subject: head?.subject ?? '' }
    }
    // The log ends before the stream does.
    if (rows.length === 0) return { seq: next, subject: heads[next - from]?.subject ?? '' }
    next += rows.length
  }
  return foreign && { ...foreign, seq: seq + 1 }
}

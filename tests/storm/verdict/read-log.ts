import { readLog } from '@pressrun/db/testing'
import { eventsOf, type RecordedEvent } from '@pressrun/events'
import type pg from 'pg'

const rowsMax = 200

/** The whole log. */
export async function wholeLog(pool: pg.Pool): Promise<RecordedEvent[]> {
  const log: RecordedEvent[] = []
  for (let seq = 0; ;) {
    const rows = await readLog(pool, seq, rowsMax)
    if (rows.length === 0) return log
    for (const row of rows) log.push(...eventsOf(row))
    seq = rows.at(-1)?.seq ?? seq
  }
}

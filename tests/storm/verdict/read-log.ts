import { readLog, toRecordedEvent } from '@pressrun/db'
import type { RecordedEvent } from '@pressrun/events'
import type pg from 'pg'

const batchMax = 5_000

/** The whole log. */
export async function wholeLog(pool: pg.Pool): Promise<RecordedEvent[]> {
  const log: RecordedEvent[] = []
  for (;;) {
    const some = await readLog(pool, log.length, batchMax)
    if (some.length === 0) return log
    log.push(...some.map(toRecordedEvent))
  }
}

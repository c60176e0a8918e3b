import type { Handle, Statement } from '@pressrun/db'
import { nextScanMs, toInstant, type ScanResult } from '@pressrun/events'
import type { Reading } from '@pressrun/platforms/sources'
import { waitingForDatabase } from '../jobs/waiting-for-database.ts'
import type { SourceRow } from './source-row.ts'
import type { Scan } from './take-in.ts'

export type Recording = {
  readonly handle: Handle
  readonly now: () => number
  readonly signal: AbortSignal
}

/** Puts on record what came of a scan, with when the next one is due. */
export async function recordScan(
  source: SourceRow,
  { sourceId, number, meta }: Scan,
  reading: Reading,
  result: ScanResult,
  { handle, now, signal }: Recording,
): Promise<void> {
  const command = { type: 'RecordScan', sourceId, scan: number, result } as const
  const alongside = [planNext(source, reading, result, now())]
  await waitingForDatabase(() => handle({ command, meta, alongside }), signal)
}

function planNext(
  { id, every_minutes, failures, validators }: SourceRow,
  reading: Reading,
  { failed }: ScanResult,
  now: number,
): Statement {
  const waitMs = nextScanMs(every_minutes, failed ? failures + 1 : 0)
  const kept = reading.outcome === 'read' ? (reading.validators ?? null) : validators
  return {
    name: 'plan-next-scan',
    text: `update content_sources set next_scan_at = $2, validators = $3,
        last_read_at = case when $4 then last_read_at else $5::timestamptz end
      where id = $1`,
    values: [
      id,
      toInstant(Math.max(now + waitMs, notBeforeOf(reading))),
      kept && JSON.stringify(kept),
      failed,
      toInstant(now),
    ],
  }
}

const notBeforeOf = (reading: Reading): number =>
  reading.outcome === 'failed' ? (reading.notBefore?.getTime() ?? 0) : 0

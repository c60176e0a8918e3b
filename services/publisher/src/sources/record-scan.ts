import type { Handle, Statement } from '@pressrun/db'
import { nextScanMs, toInstant } from '@pressrun/events'
import type { Reading } from '@pressrun/platforms/sources'
import { waitingForDatabase } from '../jobs/waiting-for-database.ts'
import type { SourceRow } from './source-row.ts'
import type { Taken } from './take-in-all.ts'
import type { Scan } from './take-in.ts'

export type Recording = {
  readonly handle: Handle
  readonly now: () => number
  readonly signal: AbortSignal
}

/** A scan that is over: how the source was read, and what came of it. */
type Over = Taken & { readonly reading: Reading }

/** What was not ready is looked for again with the next pass of the scheduler. */
const soonMs = 5_000

/** Puts on record what came of a scan, with when the next one is due. */
export async function recordScan(
  source: SourceRow,
  { sourceId, number, meta }: Scan,
  over: Over,
  { handle, now, signal }: Recording,
): Promise<void> {
  const { result } = over
  const command = { type: 'RecordScan', sourceId, scan: number, result } as const
  const alongside = [planNext(source, over, now())]
  await waitingForDatabase(() => handle({ command, meta, alongside }), signal)
}

function planNext(
  { id, every_minutes, failures, validators, asked_at }: SourceRow,
  { reading, result: { failed }, soon }: Over,
  now: number,
): Statement {
  const waitMs = soon ? soonMs : nextScanMs(every_minutes, failed ? failures + 1 : 0)
  const askedMs = asked_at === null ? now : Date.parse(asked_at)
  const kept = reading.outcome === 'read' ? (reading.validators ?? null) : validators
  return {
    name: 'plan-next-scan',
    text: `update content_sources set next_scan_at = $2, validators = $3,
        last_read_at = case when $4 then last_read_at else $5::timestamptz end
      where id = $1`,
    values: [
      id,
      toInstant(Math.max(askedMs + waitMs, notBeforeOf(reading))),
      kept && JSON.stringify(kept),
      failed,
      toInstant(now),
    ],
  }
}

const notBeforeOf = (reading: Reading): number =>
  reading.outcome === 'failed' ? (reading.notBefore?.getTime() ?? 0) : 0

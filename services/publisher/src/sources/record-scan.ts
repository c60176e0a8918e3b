import type { Handle, Statement } from '@pressrun/db'
import { scanGapMs, toInstant, type ScanResult } from '@pressrun/events'
import type { Problem } from '@pressrun/feeds'
import type pg from 'pg'
import { waitingForDatabase } from '../jobs/waiting-for-database.ts'
import { accountsGone } from './accounts-gone.ts'
import type { Scan } from './scan.ts'
import type { FinishedScan } from './perform-scan.ts'
import { isFirstScanAfterRestore, type SourceRow } from './source-row.ts'

export type Recording = {
  readonly pool: pg.Pool
  readonly handle: Handle
  readonly now: () => number
  readonly signal: AbortSignal
}

/** When something was not ready yet, the source is scanned again with the scheduler's next pass. */
const soonMs = 5_000

/**
 * Records the result of a scan, and when the next one is due. When the source has moved meanwhile,
 * the scan was overtaken and nothing of it is recorded.
 */
export async function recordScan(
  source: SourceRow,
  { sourceId, number, meta }: Scan,
  finished: FinishedScan,
  { pool, handle, now, signal }: Recording,
): Promise<void> {
  await waitingForDatabase(async () => {
    const problem = problemOf(finished) ?? (await accountsGone(pool, sourceId))
    const failed = finished.reading.outcome === 'failed'
    const result: ScanResult = { ...finished.counts, failed, ...(problem && { problem }) }
    const command = { type: 'RecordScan', sourceId, scan: number, result } as const
    return handle({ command, meta, extraStatements: [planNext(source, finished, now())] })
  }, signal)
}

function problemOf({
  reading,
  isWhole,
  isPaused,
  leftOut,
  heldBack,
}: FinishedScan): Problem | null {
  if (reading.outcome === 'failed') return reading.problem
  if (isPaused) return paused
  if (!isWhole) return unfinished
  return leftOut ? { code: leftOut.code, message: leftOut.message } : heldBack
}

const unfinished: Problem = {
  code: 'scan-unfinished',
  message: 'The scan ran out of time; the next one continues.',
}

const paused: Problem = {
  code: 'source-paused',
  message: 'The source was paused during the scan; the next one continues.',
}

/** If a person has changed the source meanwhile, the time they set for the next scan stands. */
function planNext(source: SourceRow, finished: FinishedScan, now: number): Statement {
  const { isWhole, leftOut } = finished
  return {
    text: `update content_sources set validators = $3, left_out = $4, begun = 0,
        kept_names = coalesce($5, kept_names),
        last_read_at = case when $6 then $7::timestamptz else last_read_at end,
        restore_read_at = case when $6 and $9 then $7::timestamptz else restore_read_at end,
        next_scan_at = case when edition = $8 then $2 else next_scan_at end
      where id = $1`,
    values: [
      source.id,
      toInstant(nextScanAt(source, finished, now)),
      asJson(validatorsFor(source, finished)),
      asJson(leftOut),
      asJson(keptNames(source, finished)),
      isWhole,
      toInstant(now),
      source.edition,
      isFirstScanAfterRestore(source),
    ],
  }
}

/** Without validators a feed is read again though it is unchanged: not all of it is imported. */
function validatorsFor(
  { validators }: SourceRow,
  { reading, isWhole, isWaiting }: FinishedScan,
): object | null {
  if (reading.outcome !== 'read') return validators
  return isWhole && !isWaiting ? (reading.validators ?? null) : null
}

const asJson = (value: object | null): string | null => value && JSON.stringify(value)

function nextScanAt(
  { everyMinutes, failures, askedAt }: SourceRow,
  { reading, soon }: FinishedScan,
  now: number,
): number {
  const failed = reading.outcome === 'failed'
  const waitMs = soon ? soonMs : scanGapMs(everyMinutes, failed ? failures + 1 : 0)
  const askedMs = askedAt === null ? now : Date.parse(askedAt)
  return Math.max(askedMs + waitMs, failed ? (reading.notBefore?.getTime() ?? 0) : 0)
}

/**
 * Items that the first scan had to leave out were there before as well, and are not published
 * later.
 */
const keptNames = (
  { lastReadAt, autoPublish }: SourceRow,
  { isWhole, leftOutNames }: FinishedScan,
) => (isWhole && lastReadAt === null && autoPublish?.firstScan === 'keep' ? leftOutNames : null)

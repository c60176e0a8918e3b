import { done, giveUp, retry, type Reaction, type ReactionOutcome } from '@pressrun/bus'
import { isLostConnection, type Handle } from '@pressrun/db'
import type { RecordedEvent, SourceId } from '@pressrun/events'
import type { Reading } from '@pressrun/platforms/sources'
import { traced } from '@pressrun/runtime'
import { metaOf } from '../jobs/meta.ts'
import { onlyOnce } from '../jobs/only-once.ts'
import { waitingForDatabase } from '../jobs/waiting-for-database.ts'
import { beginScan, handBackScan } from './begin-scan.ts'
import { importAll } from './import-all.ts'
import type { ImportOptions, Scan } from './import-items.ts'
import { recordScan } from './record-scan.ts'
import type { ScanTotals } from './scan-tally.ts'
import { readSource, type SourceRow } from './source-row.ts'

export type ScanSourceOptions = ImportOptions & {
  readonly handle: Handle
  readonly read: (source: SourceRow, signal: AbortSignal) => Promise<Reading>
  readonly onScan: (type: SourceRow['type'], outcome: string, durationMs: number) => void
  readonly signal: AbortSignal
}

const handedBackMs = 100
/** A scan that takes longer is cut short. */
const scanDeadlineMs = 5 * 60_000
/** A scan is given up when this many publishers may have died of it. */
const publishersMax = 3

/**
 * The reaction to a scan that is due: reads the source, imports what is new, and records the
 * result. Expect it twice: items already imported are known by then, and the result counts once.
 */
export function scanSource(options: ScanSourceOptions): Reaction {
  const { pool, signal } = options
  const react = async (event: RecordedEvent) => {
    if (event.type !== 'SourceScanDue') return giveUp(`not a scan: ${event.type}`)
    const sourceId = event.streamId as SourceId
    const source = await waitingForDatabase(() => readSource(pool, sourceId), signal)
    if (source?.scan !== event.data.scan || source.asked_at === null) return done
    const isByHand = event.meta.actor !== 'scheduler'
    const scan = { sourceId, number: source.scan, isByHand, meta: metaOf(event) }
    const { traceparent } = event.meta
    return traced('scan source', { traceparent, kind: 'consumer' }, () =>
      begin(source, scan, options),
    )
  }
  const once = onlyOnce((event: RecordedEvent) => event.id, react)
  return (event) =>
    once(event).catch((cause: unknown) => {
      if (isLostConnection(cause)) return retry(handedBackMs, 'database-unavailable')
      throw cause
    })
}

/**
 * Each beginning counts until the scan ends or is handed back: its publisher may have died of it.
 */
async function begin(
  source: SourceRow,
  scan: Scan,
  options: ScanSourceOptions,
): Promise<ReactionOutcome> {
  const { pool, signal } = options
  const begun = await waitingForDatabase(() => beginScan(pool, scan), signal)
  try {
    const outcome = await perform(source, scan, begun, options)
    if (outcome.kind === 'retry') await handBackScan(pool, scan)
    return outcome
  } catch (cause) {
    if (isLostConnection(cause)) await handBackScan(pool, scan)
    throw cause
  }
}

async function perform(
  source: SourceRow,
  scan: Scan,
  begun: number,
  options: ScanSourceOptions,
): Promise<ReactionOutcome> {
  const startedMs = options.now()
  const ended = AbortSignal.any([options.signal, AbortSignal.timeout(scanDeadlineMs)])
  const reading = begun > publishersMax ? costly : await options.read(source, ended)
  const totals =
    reading.outcome === 'read'
      ? await importAll(reading.found, source, scan, { ...options, signal: ended })
      : withoutItems(reading, source)
  if (options.signal.aborted) return retry(handedBackMs, 'stopping')
  if (!totals) return done
  await recordScan(source, scan, { reading, ...totals }, options)
  options.onScan(source.type, reading.outcome, Math.max(0, options.now() - startedMs))
  return done
}

/** What was left out when the source was last read is still left out. */
const withoutItems = (
  { outcome }: Exclude<Reading, { outcome: 'read' }>,
  { left_out, refused_items }: SourceRow,
): ScanTotals => ({
  counts: { found: 0, added: 0, changed: 0, refused: refused_items },
  leftOut: left_out,
  leftOutNames: [],
  isWaiting: false,
  isWhole: outcome === 'unchanged',
  isPaused: false,
  soon: false,
})

const costly: Reading = {
  outcome: 'failed',
  trouble: {
    code: 'publishers-died',
    message: 'Every publisher that tried to read this source died.',
  },
}

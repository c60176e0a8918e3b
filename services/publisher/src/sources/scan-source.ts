import {
  done,
  giveUp,
  reactionToEach,
  retry,
  type Reaction,
  type ReactionOutcome,
} from '@pressrun/bus'
import { isDatabaseFault, type Handle } from '@pressrun/db'
import type { RecordedEvent, SourceId } from '@pressrun/events'
import { traced } from '@pressrun/runtime'
import { metaOf } from '../jobs/meta.ts'
import { onlyOnce } from '../jobs/only-once.ts'
import { waitingForDatabase } from '../jobs/waiting-for-database.ts'
import { beginScan, handBackScan } from './begin-scan.ts'
import type { Scan } from './scan.ts'
import { failedScan, performScan, type PerformOptions } from './perform-scan.ts'
import { recordScan } from './record-scan.ts'
import { hostOf, type ScanSemaphores } from './scan-semaphores.ts'
import { readSource, type SourceRow } from './source-row.ts'

export type ScanSourceOptions = PerformOptions & {
  readonly handle: Handle
  readonly semaphores: ScanSemaphores
  readonly onScan: (type: SourceRow['type'], outcome: string, durationMs: number) => void
}

const handedBackMs = 100
/** The retry while the database is a restored one: a person has to accept that first. */
const restoredMs = 5_000
const stopping = retry(handedBackMs, 'stopping')
/** A scan is given up when this many publishers may have died of it. */
const publishersMax = 3

/**
 * The reaction to a scan that is due: reads the source, imports what is new, and records the result. Expect it twice:
 * items already imported are known by then, and the result counts once.
 */
export function scanSource(options: ScanSourceOptions): Reaction {
  const { pool, guard, semaphores, signal } = options
  const react = async (event: RecordedEvent) => {
    if (event.type !== 'SourceScanDue') return giveUp(`not a scan: ${event.type}`)
    const sourceId = event.streamId as SourceId
    if (!(await waitingForDatabase(guard.check, signal))) return retry(restoredMs, 'restored')
    const source = await waitingForDatabase(() => readSource(pool, sourceId), signal)
    if (source?.scan !== event.data.scan || source.askedAt === null) return done
    const isByHand = event.meta.actor !== 'scheduler'
    const scan = { sourceId, number: source.scan, isByHand, meta: metaOf(event) }
    using _permit = await semaphores.scans.acquire(hostOf(source), signal)
    const { traceparent } = event.meta
    return await traced('scan source', { traceparent, kind: 'consumer' }, () =>
      begin(scan, options),
    )
  }
  const once = onlyOnce((event: RecordedEvent) => event.id, react)
  return reactionToEach((event) =>
    once(event).catch((cause: unknown) => {
      if (isDatabaseFault(cause)) return retry(handedBackMs, 'database-unavailable')
      if (signal.aborted) return stopping
      throw cause
    }),
  )
}

/**
 * Each beginning counts until the scan ends or is handed back: its publisher may have died of it. One that catches a
 * fault has not.
 */
async function begin(scan: Scan, options: ScanSourceOptions): Promise<ReactionOutcome> {
  const { pool, signal } = options
  const source = await waitingForDatabase(() => beginScan(pool, scan), signal)
  if (!source) return done
  try {
    const outcome = await finish(source, scan, options)
    if (outcome.kind === 'retry') await handBackScan(pool, scan)
    return outcome
  } catch (cause) {
    await handBackScan(pool, scan)
    throw cause
  }
}

async function finish(
  source: SourceRow,
  scan: Scan,
  options: ScanSourceOptions,
): Promise<ReactionOutcome> {
  const startedMs = options.now()
  const finished =
    source.begun > publishersMax
      ? failedScan(costly, source)
      : await performScan(source, scan, options)
  if (options.signal.aborted) return stopping
  if (!finished) return done
  await recordScan(source, scan, finished, options)
  const { outcome } = finished.reading
  options.onScan(source.type, outcome, Math.max(0, options.now() - startedMs))
  return done
}

const costly = {
  outcome: 'failed',
  problem: {
    code: 'publishers-died',
    message: 'Every publisher that tried to read this source died.',
  },
} as const

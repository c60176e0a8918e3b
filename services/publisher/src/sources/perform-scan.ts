import { isDatabaseFault } from '@pressrun/db'
import type { Reading } from '@pressrun/feeds'
import { importAll } from './import-all.ts'
import type { ImportChunkOptions } from './import-chunk.ts'
import type { Scan } from './scan.ts'
import type { ScanTotals } from './scan-tally.ts'
import { ImportPermit, type ScanSemaphores } from './scan-semaphores.ts'
import type { SourceRow } from './source-row.ts'

export type PerformOptions = ImportChunkOptions & {
  /** Calls `begin` before it does more than wait. */
  readonly read: (
    source: SourceRow,
    signal: AbortSignal,
    begin: () => Promise<void>,
  ) => Promise<Reading>
  readonly semaphores: ScanSemaphores
}

/** A finished scan: how the source was read, and the result. */
export type FinishedScan = ScanTotals & { readonly reading: Reading }

/** A scan that takes longer is cut short. */
const scanDeadlineMs = 5 * 60_000

/**
 * Reads the source and imports its items. A fault is ours, and fails the source, so that it is scanned again later and
 * no sooner; what was imported by then stays. Undefined when the scan was overtaken. Throws when the database is away
 * or the publisher stops.
 */
export async function performScan(
  source: SourceRow,
  scan: Scan,
  options: PerformOptions,
): Promise<FinishedScan | undefined> {
  try {
    return await readAndImport(source, scan, options)
  } catch (cause) {
    if (isDatabaseFault(cause) || options.signal.aborted) throw cause
    options.onFault(scan.sourceId, cause)
    return failedScan(internal, source)
  }
}

async function readAndImport(
  source: SourceRow,
  scan: Scan,
  options: PerformOptions,
): Promise<FinishedScan | undefined> {
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(scanDeadlineMs)])
  await using permit = new ImportPermit(options.semaphores, options.signal)
  const reading = await options.read(source, signal, () => permit.begin())
  if (reading.outcome !== 'read') return { reading, ...withoutItems(reading, source) }
  await permit.begin()
  const totals = await importAll(reading.found, source, scan, { ...options, signal })
  return totals && { reading, ...totals }
}

type Failed = Extract<Reading, { outcome: 'failed' }>

const internal: Failed = {
  outcome: 'failed',
  problem: {
    code: 'internal',
    message:
      'The scan failed by a fault of Pressrun itself; the log of the publisher has the cause.',
  },
}

/** A scan that read nothing. */
export const failedScan = (reading: Failed, source: SourceRow): FinishedScan => ({
  reading,
  ...withoutItems(reading, source),
})

/** Items left out when the source was last read are still left out. */
const withoutItems = (
  { outcome }: Exclude<Reading, { outcome: 'read' }>,
  { leftOut, refusedItems }: SourceRow,
): ScanTotals => ({
  counts: { found: 0, added: 0, changed: 0, refused: refusedItems },
  leftOut,
  leftOutNames: [],
  heldBack: null,
  isWaiting: false,
  isWhole: outcome === 'unchanged',
  isPaused: false,
  soon: false,
})

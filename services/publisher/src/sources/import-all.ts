import type { Found, SourceItem } from '@pressrun/feeds'
import { waitingForDatabase } from '../jobs/waiting-for-database.ts'
import { importChunk, type ImportChunkOptions } from './import-chunk.ts'
import type { Imported } from './import-items.ts'
import type { Scan } from './scan.ts'
import { settleNames } from './item-names.ts'
import { ScanTally, type ScanTotals } from './scan-tally.ts'
import type { SourceRow } from './source-row.ts'

/** Items per commit: a new item with a run adds a task for each account, and tasks dominate the cost. */
const itemsMax = 50
const tasksMax = 10_000

/** How many items may share a commit. */
const chunkSize = ({ autoPublish }: SourceRow): number => {
  const accounts = autoPublish?.accountIds.length ?? 0
  return Math.max(1, Math.min(itemsMax, Math.floor(tasksMax / Math.max(1, accounts))))
}

/**
 * Imports everything a source holds, chunk by chunk, until its end, until the source is paused, or
 * until the signal. Undefined when the scan was overtaken.
 */
export async function importAll(
  found: Iterable<Found> | AsyncIterable<Found>,
  source: SourceRow,
  scan: Scan,
  options: ImportChunkOptions,
): Promise<ScanTotals | undefined> {
  const { signal } = options
  const tally = new ScanTally()
  const chunks = chunksOf(found, chunkSize(source), tally)
  for await (const imported of importChunks(chunks, scan, options)) {
    if (imported === 'overtaken') return undefined
    if (imported === 'paused') {
      tally.addPaused()
      break
    }
    tally.addImported(imported)
    if (!signal.aborted) continue
    tally.addFound({ kind: 'unfinished' })
    break
  }
  const { seen, isWhole } = tally
  if (isWhole) await waitingForDatabase(() => settleNames(options, scan, seen), signal)
  return tally.totals
}

async function* importChunks(
  chunks: AsyncIterable<SourceItem[]>,
  scan: Scan,
  options: ImportChunkOptions,
): AsyncGenerator<Imported> {
  for await (const chunk of chunks) yield* importChunk(chunk, scan, options)
}

/** The items of what is found, in chunks; the tally counts all of it. */
async function* chunksOf(
  found: Iterable<Found> | AsyncIterable<Found>,
  chunkMax: number,
  tally: ScanTally,
): AsyncGenerator<SourceItem[]> {
  let chunk: SourceItem[] = []
  for await (const one of found) {
    tally.addFound(one)
    if (one.kind === 'item') chunk.push(one.item)
    if (chunk.length < chunkMax) continue
    yield chunk
    chunk = []
  }
  if (chunk.length > 0) yield chunk
}

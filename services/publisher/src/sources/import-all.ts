import type { Found, SourceItem } from '@pressrun/platforms/sources'
import { waitingForDatabase } from '../jobs/waiting-for-database.ts'
import { importItems, type ImportOptions, type Scan } from './import-items.ts'
import { settleNames } from './item-names.ts'
import { ScanTally, type ScanTotals } from './scan-tally.ts'
import type { SourceRow } from './source-row.ts'

/** Per commit: a new item with a run is a task for each account, and the tasks are the most of it. */
const itemsMax = 50
const tasksMax = 10_000

/** How many items may share a commit. */
const chunkSize = ({ auto_publish }: SourceRow): number => {
  const accounts = auto_publish?.accountIds.length ?? 0
  return Math.max(1, Math.min(itemsMax, Math.floor(tasksMax / Math.max(1, accounts))))
}

type ImportAllOptions = ImportOptions & { readonly signal: AbortSignal }

/**
 * Imports everything a source holds, chunk by chunk, until its end or until the source is paused.
 * Undefined when the scan was overtaken.
 */
export async function importAll(
  found: Iterable<Found> | AsyncIterable<Found>,
  source: SourceRow,
  scan: Scan,
  options: ImportAllOptions,
): Promise<ScanTotals | undefined> {
  const { pool, signal } = options
  const tally = new ScanTally()
  for await (const chunk of chunksOf(found, chunkSize(source), tally)) {
    const imported = await waitingForDatabase(() => importItems(chunk, scan, options), signal)
    if (imported === 'overtaken') return undefined
    if (imported === 'paused') {
      tally.addPaused()
      break
    }
    tally.addImported(imported)
  }
  const { seen, isWhole } = tally
  if (isWhole) await waitingForDatabase(() => settleNames(pool, scan, seen), signal)
  return tally.totals
}

/** The items among what is found, so many at a time; the tally counts all of it. */
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

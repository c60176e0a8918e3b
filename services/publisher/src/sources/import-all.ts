import type { Found } from '@pressrun/platforms/sources'
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

/** Imports everything a source holds, chunk by chunk. Undefined when the scan was overtaken. */
export async function importAll(
  found: Iterable<Found> | AsyncIterable<Found>,
  source: SourceRow,
  scan: Scan,
  options: ImportAllOptions,
): Promise<ScanTotals | undefined> {
  const { pool, signal } = options
  const tally = new ScanTally()
  const chunkMax = chunkSize(source)
  const importChunk = async (): Promise<boolean> => {
    const items = tally.items.splice(0)
    if (items.length === 0) return true
    const imported = await waitingForDatabase(() => importItems(items, scan, options), signal)
    if (imported) tally.addImported(imported)
    return imported !== undefined
  }
  for await (const one of found) {
    tally.addFound(one)
    if (tally.items.length >= chunkMax && !(await importChunk())) return undefined
  }
  if (!(await importChunk())) return undefined
  const { seen, isWhole } = tally
  if (isWhole) await waitingForDatabase(() => settleNames(pool, scan, seen), signal)
  return tally.totals
}

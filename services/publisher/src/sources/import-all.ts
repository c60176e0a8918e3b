import type { Found } from '@pressrun/platforms/sources'
import { waitingForDatabase } from '../jobs/waiting-for-database.ts'
import { importItems, type ImportOptions, type Scan } from './import-items.ts'
import { settleNames } from './item-names.ts'
import { ScanTally, type ScanTotals } from './scan-tally.ts'

/** Items per commit. With a run for each and many accounts, that is already much to write. */
const chunkMax = 50

type ImportAllOptions = ImportOptions & { readonly signal: AbortSignal }

/** Imports everything a source holds, chunk by chunk. Undefined when the scan was overtaken. */
export async function importAll(
  found: Iterable<Found> | AsyncIterable<Found>,
  scan: Scan,
  options: ImportAllOptions,
): Promise<ScanTotals | undefined> {
  const { pool, signal } = options
  const tally = new ScanTally()
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

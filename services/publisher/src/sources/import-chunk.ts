import { isConflict, retryConflicts } from '@pressrun/db'
import type { SourceItem } from '@pressrun/feeds'
import pg from 'pg'
import { waitingForDatabase } from '../jobs/waiting-for-database.ts'
import { importItems, type Imported, type ImportOptions } from './import-items.ts'
import type { Scan } from './scan.ts'

export type ImportChunkOptions = ImportOptions & {
  readonly onFault: (sourceId: Scan['sourceId'], cause: unknown) => void
  readonly signal: AbortSignal
}

/**
 * Imports items in one commit. When the database refuses it, each half has a commit of its own, and so on, until only
 * the refused items are left out.
 */
export async function* importChunk(
  items: readonly SourceItem[],
  scan: Scan,
  options: ImportChunkOptions,
): AsyncGenerator<Imported> {
  const imported = await importTogether(items, scan, options)
  if (imported === 'not-together') {
    const half = Math.ceil(items.length / 2)
    yield* importChunk(items.slice(0, half), scan, options)
    yield* importChunk(items.slice(half), scan, options)
  } else yield imported
}

async function importTogether(
  items: readonly SourceItem[],
  scan: Scan,
  options: ImportChunkOptions,
): Promise<Imported | 'not-together'> {
  const importOnce = () =>
    waitingForDatabase(() => importItems(items, scan, options), options.signal)
  try {
    // Smaller commits have fewer conflicts; a single item is retried.
    return await (items.length > 1 ? importOnce() : retryConflicts(importOnce))
  } catch (cause) {
    const code = refusalOf(cause)
    const [item] = items
    if (items.length > 1 && (code || isConflict(cause))) return 'not-together'
    if (!code || !item) throw cause
    options.onFault(scan.sourceId, cause)
    return { added: 0, changed: 0, waiting: [], refused: [{ identity: item.identity, code }] }
  }
}

/** Data exceptions, violated constraints, exceeded limits: caused by the data itself. */
const refusals = /^(22|23|54)/

/** The SQLSTATE, if the database refuses the data. */
const refusalOf = (cause: unknown): string | undefined =>
  cause instanceof pg.DatabaseError && refusals.test(cause.code ?? '') ? cause.code : undefined

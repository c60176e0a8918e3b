import type { Outbound } from '@pressrun/platforms'
import type { Reading } from '@pressrun/platforms/sources'
import type { SourceRow } from './source-row.ts'

export type ReadingOptions = {
  readonly outbound: Outbound
  readonly now: () => Date
}

/** Reads a source by what it is. The parsers are loaded by who needs them. */
export function sourceReader(options: ReadingOptions) {
  return async (source: SourceRow, signal: AbortSignal): Promise<Reading> => {
    const { readFeed } = await import('@pressrun/platforms/sources')
    const validators = source.validators as Record<string, string> | null
    return readFeed({ url: source.location, signal, ...(validators && { validators }) }, options)
  }
}

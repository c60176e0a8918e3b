import { query } from '@pressrun/db'
import type { Outbound } from '@pressrun/outbound'
import type { Reading, Validators } from '@pressrun/feeds'
import type pg from 'pg'
import { waitingForDatabase } from '../jobs/waiting-for-database.ts'
import type { SourceRow } from './source-row.ts'

export type ReadingOptions = {
  readonly pool: pg.Pool
  readonly outbound: Outbound
  readonly dataDir: string
  readonly sourceDirs: readonly string[]
  readonly now: () => Date
  /** Resolves after that many milliseconds, or as soon as the signal is aborted. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>
}

/**
 * Reads feeds and folders. `begin` is awaited before anything is read from a folder or parsed, but not before a feed is
 * requested. The parsers are loaded only when they are needed.
 */
export function sourceReader(options: ReadingOptions) {
  return async (
    source: SourceRow,
    signal: AbortSignal,
    begin: () => Promise<void>,
  ): Promise<Reading> => {
    const { readFeed, readFolder } = await import('@pressrun/feeds/readers')
    const { location } = source
    if (source.type === 'rss') {
      const validators = (source.validators ?? {}) as Validators
      const outbound = beginningAfter(options.outbound, begin)
      const knownNames = (names: readonly string[]) =>
        waitingForDatabase(() => knownHashes(options.pool, source, names), signal)
      return readFeed({ url: location, validators, signal }, { ...options, outbound, knownNames })
    }
    await begin()
    const known = await waitingForDatabase(() => knownStamps(options.pool, source), signal)
    return readFolder({ location, limits: options, known, signal }, options)
  }
}

/** A 304 needs no parsing, and waits for no permit. */
const beginningAfter = (outbound: Outbound, begin: () => Promise<void>): Outbound => ({
  ...outbound,
  async request(request) {
    const result = await outbound.request(request)
    if (result.outcome === 'answered' && result.text !== '') await begin()
    return result
  },
})

async function knownStamps(pool: pg.Pool, { id }: SourceRow): Promise<Map<string, string>> {
  const rows = await query<{ identity: string; stamp: string }>(
    pool,
    `select identity, stamp from content_source_items
      where source_id = $1 and stamp is not null`,
    [id],
  )
  return new Map(rows.map(({ identity, stamp }) => [identity, stamp]))
}

async function knownHashes(
  pool: pg.Pool,
  { id }: SourceRow,
  names: readonly string[],
): Promise<Map<string, string>> {
  const rows = await query<{ identity: string; hash: string }>(
    pool,
    `select identity, hash from content_source_items
      where source_id = $1 and identity = any($2::text[])`,
    [id, names],
  )
  return new Map(rows.map(({ identity, hash }) => [identity, hash]))
}

import type { SourceId } from '../ids.ts'
import type { Instant } from '../time.ts'
import type { ScanError } from './events.ts'

export type SourceState = {
  readonly id: SourceId
  /** 0 for a source that was never scanned. */
  readonly version: number
  /** The number of the latest scan. */
  readonly scan: number
  /** When that scan was asked for; null when it is over. */
  readonly askedAt: Instant | null
  readonly lastScannedAt: Instant | null
  /** Of the last scan; null when it had no failure. */
  readonly lastError: ScanError | null
  /** Items that were left out when it was last read. */
  readonly refusedItems: number
  /** Consecutive scans that failed. */
  readonly failures: number
  readonly failingSince: Instant | null
}

export const newSource = (id: SourceId): SourceState => ({
  id,
  version: 0,
  scan: 0,
  askedAt: null,
  lastScannedAt: null,
  lastError: null,
  refusedItems: 0,
  failures: 0,
  failingSince: null,
})

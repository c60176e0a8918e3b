import { unreachable } from '../decision.ts'
import type { SourceId } from '../ids.ts'
import type { Instant } from '../time.ts'
import type { SourceEvent } from './decide.ts'
import { newSource, type SourceState } from './state.ts'

/** Folds one event into the source. `at` is when it was recorded. */
export function evolveSource(
  before: SourceState | null,
  event: SourceEvent,
  id: SourceId,
  at: Instant,
): SourceState {
  const source = before ?? newSource(id)
  const next = { ...source, version: source.version + 1 }
  switch (event.type) {
    case 'SourceScanDue':
      return { ...next, scan: event.data.scan, askedAt: at }
    case 'SourceScanned': {
      const { failed, refused, problem } = event.data
      return {
        ...next,
        askedAt: null,
        lastScannedAt: at,
        lastError: problem ?? null,
        refusedItems: refused,
        failures: failed ? source.failures + 1 : 0,
        failingSince: failed ? (source.failingSince ?? at) : null,
      }
    }
    case 'SourceMoved':
      return { ...newSource(id), version: next.version, scan: source.scan }
    default:
      return unreachable(event)
  }
}

import { accept, nothing, refuse, unreachable, type Decision } from '../decision.ts'
import type { EventOf } from '../event.ts'
import type { SourceId } from '../ids.ts'
import type { ScanResult } from './events.ts'
import type { SourceState } from './state.ts'

export type SourceCommand =
  | {
      readonly type: 'ScanSource'
      readonly sourceId: SourceId
      /** Milliseconds since 1970. */
      readonly now: number
    }
  | {
      readonly type: 'RecordScan'
      readonly sourceId: SourceId
      readonly scan: number
      readonly result: ScanResult
    }
  | { readonly type: 'MoveSource'; readonly sourceId: SourceId }

export type SourceEvent = EventOf<'SourceScanDue' | 'SourceScanned' | 'SourceMoved'>
export type SourceRefusal = 'source-not-found'

/** A scan without a result for so long counts as lost, and may be started again. */
export const scanLostMs = 15 * 60_000

/**
 * One scan at a time; the result of one that was overtaken changes nothing. A move overtakes the scan that is under
 * way: it is repeated at the source's new place.
 */
export function decideSource(
  command: SourceCommand,
  source: SourceState | null,
): Decision<SourceEvent, SourceRefusal> {
  if (!source) return refuse('source-not-found')
  switch (command.type) {
    case 'ScanSource':
      if (isUnderWay(source, command.now)) return nothing
      return accept(scanAfter(source))
    case 'RecordScan':
      if (source.askedAt === null || source.scan !== command.scan) return nothing
      return accept({ type: 'SourceScanned', data: { scan: command.scan, ...command.result } })
    case 'MoveSource':
      return source.askedAt === null ? accept(moved) : accept(moved, scanAfter(source))
    default:
      return unreachable(command)
  }
}

const moved = { type: 'SourceMoved', data: {} } as const

const scanAfter = ({ scan }: SourceState): SourceEvent => ({
  type: 'SourceScanDue',
  data: { scan: scan + 1 },
})

const isUnderWay = ({ askedAt }: SourceState, now: number): boolean =>
  askedAt !== null && now - Date.parse(askedAt) < scanLostMs

const backoffDoublingsMax = 10
const backoffCapMs = 6 * 3_600_000

/** How long to wait before the next scan: the interval, doubled with each failure in a row. */
export function scanGapMs(everyMinutes: number, failures: number): number {
  const everyMs = everyMinutes * 60_000
  const backedOffMs = everyMs * 2 ** Math.min(failures, backoffDoublingsMax)
  return Math.max(everyMs, Math.min(backedOffMs, backoffCapMs))
}

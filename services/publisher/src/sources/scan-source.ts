import { done, giveUp, retry, type Delivery, type Reaction } from '@pressrun/bus'
import { isLostConnection, type Handle } from '@pressrun/db'
import type { RecordedEvent, SourceId } from '@pressrun/events'
import type { Reading } from '@pressrun/platforms/sources'
import { traced } from '@pressrun/runtime'
import { metaOf } from '../jobs/meta.ts'
import { onlyOnce } from '../jobs/only-once.ts'
import { waitingForDatabase } from '../jobs/waiting-for-database.ts'
import { recordScan } from './record-scan.ts'
import { readSource, type SourceRow } from './source-row.ts'
import { takeInAll, type Taken } from './take-in-all.ts'
import type { Scan, TakingIn } from './take-in.ts'

export type ScanSourceOptions = TakingIn & {
  readonly handle: Handle
  readonly read: (source: SourceRow, signal: AbortSignal) => Promise<Reading>
  readonly onScan: (type: SourceRow['type'], outcome: string) => void
  readonly signal: AbortSignal
}

const handedBackMs = 100
/** A scan that is not over by then is given up. */
const scanDeadlineMs = 5 * 60_000
/** Publishers that a source may cost. */
const deliveriesMax = 3

/**
 * The reaction to a scan that is due: reads the source, takes in what is new, and says what came of
 * it. Expect it twice: what was taken in already is known then, and the result counts once.
 */
export function scanSource(options: ScanSourceOptions): Reaction {
  const { pool, signal } = options
  const react = async (event: RecordedEvent, delivery: Delivery) => {
    if (event.type !== 'SourceScanDue') return giveUp(`not a scan: ${event.type}`)
    const sourceId = event.streamId as SourceId
    const source = await waitingForDatabase(() => readSource(pool, sourceId), signal)
    if (source?.scan !== event.data.scan || source.asked_at === null) return done
    const scan = { sourceId, number: source.scan, meta: metaOf(event) }
    const { traceparent } = event.meta
    return traced('scan source', { traceparent, kind: 'consumer' }, () =>
      perform(source, scan, delivery, options),
    )
  }
  const once = onlyOnce((event: RecordedEvent) => event.id, react)
  return (event, delivery) =>
    once(event, delivery).catch((cause: unknown) => {
      if (isLostConnection(cause)) return retry(handedBackMs, 'database-unavailable')
      throw cause
    })
}

async function perform(
  source: SourceRow,
  scan: Scan,
  delivery: Delivery,
  options: ScanSourceOptions,
) {
  const ended = AbortSignal.any([options.signal, AbortSignal.timeout(scanDeadlineMs)])
  const reading = delivery.number > deliveriesMax ? costly : await options.read(source, ended)
  const taken =
    reading.outcome === 'read'
      ? await takeInAll(reading.found, scan, { ...options, signal: ended })
      : withoutItems(reading)
  if (options.signal.aborted) return retry(handedBackMs, 'stopping')
  if (!taken) return done
  await recordScan(source, scan, { reading, ...taken }, options)
  options.onScan(source.type, reading.outcome)
  return done
}

function withoutItems(reading: Exclude<Reading, { outcome: 'read' }>): Taken {
  const none = { found: 0, added: 0, changed: 0, refused: 0 }
  const failed = reading.outcome === 'failed'
  const result = { ...none, failed, ...(failed && { trouble: reading.trouble }) }
  return { result, soon: false }
}

const costly: Reading = {
  outcome: 'failed',
  trouble: { code: 'publishers-died', message: 'Every publisher that read this source ended.' },
}

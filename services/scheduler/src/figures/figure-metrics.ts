import { laneReasons } from '@pressrun/events'
import type { Metrics } from '@pressrun/runtime'
import type { Figures } from './read-figures.ts'

/** However many scrapers there are. */
const keptMs = 5_000

export type FigureReader = {
  readonly read: (now: number) => Promise<Figures>
  readonly now: () => number
  readonly failed: (cause: unknown) => void
}

/**
 * Gauges of the whole instance, read when scraped. All gauges of a scrape share one reading; where that
 * fails they are absent, and the other metrics are answered all the same.
 */
export function figureMetrics(metrics: Metrics, reader: FigureReader): void {
  const figures = keeping(reader)
  const counted = (
    name: string,
    help: string,
    label: string,
    of: (figures: Figures) => Iterable<readonly [string, number]>,
  ) =>
    metrics.gauge({
      name,
      help,
      labelNames: [label],
      async collect() {
        const found = await figures()
        this.reset()
        for (const [value, count] of found ? of(found) : []) this.set({ [label]: value }, count)
      },
    })
  const number = (name: string, help: string, of: (figures: Figures) => number) =>
    metrics.gauge({
      name,
      help,
      async collect() {
        const found = await figures()
        if (found) this.set(of(found))
        else this.remove()
      },
    })
  counted(
    'pressrun_lanes',
    'Lanes with something in them, by what they wait for, as of the latest look at each',
    'reason',
    ({ lanes }) => ['ready', ...laneReasons].map((reason) => [reason, lanes.get(reason) ?? 0]),
  )
  counted(
    'pressrun_breakers_open',
    'Breakers that are open',
    'platform',
    ({ breakers }) => breakers,
  )
  counted(
    'pressrun_system_job_overdue_seconds',
    'How long an active system job is overdue',
    'job',
    ({ jobs }) => jobs,
  )
  number(
    'pressrun_schedules_failing',
    'Active schedules whose last attempt to make a run failed',
    ({ schedules }) => schedules,
  )
  number(
    'pressrun_content_sources_failing',
    'Active content sources whose latest scan failed',
    ({ sources }) => sources,
  )
}

/** The clock may go back: a reading from the future does not count. */
function keeping({ read, now, failed }: FigureReader) {
  let kept: Promise<Figures | undefined> | undefined
  let keptAt = 0
  return () => {
    const age = now() - keptAt
    if (kept && age >= 0 && age < keptMs) return kept
    keptAt = now()
    kept = read(keptAt).catch((cause: unknown) => {
      kept = undefined
      failed(cause)
      return undefined
    })
    return kept
  }
}

import { consumerNames } from '@pressrun/bus'
import { laneReasons } from '@pressrun/events'
import type { Metrics } from '@pressrun/runtime'
import { openStatuses, stoppedStates, type Figures } from './read-figures.ts'

/** However many scrapers there are. */
const keptMs = 5_000

/** A reading that takes long, because there is much to count, is kept longer: it costs 2% of the time at most. */
const keptTimes = 50

export type InstanceFigures = Figures & {
  /** By consumer; undefined while NATS is away. */
  readonly deadLetters: ReadonlyMap<string, number> | undefined
}

export type FigureReader = {
  /** Undefined when it is for another process to say. */
  readonly read: (now: number) => Promise<InstanceFigures | undefined>
  readonly now: () => number
  readonly failed: (cause: unknown) => void
}

type Counted = Iterable<readonly [string, number]>

/** Gauges with a label, and what they say of each of its values. */
const labelled: readonly (readonly [
  name: string,
  help: string,
  label: string,
  of: (figures: InstanceFigures) => Counted,
])[] = [
  [
    'pressrun_lanes',
    'Lanes with something in them, by what they wait for, as of the latest look at each',
    'reason',
    ({ lanes }) => everyOne(['ready', ...laneReasons], lanes),
  ],
  ['pressrun_breakers_open', 'Breakers that are open', 'platform', ({ breakers }) => breakers],
  [
    'pressrun_system_job_overdue_seconds',
    'How long an active system job is overdue',
    'job',
    ({ jobs }) => jobs,
  ],
  [
    'pressrun_dead_letters',
    'Messages that a consumer could not decode or settle',
    'consumer',
    ({ deadLetters }) =>
      deadLetters ? everyOne([...consumerNames, ...deadLetters.keys()], deadLetters) : [],
  ],
  [
    'pressrun_tasks',
    'Tasks that are not over',
    'status',
    ({ tasks }) => everyOne(openStatuses, tasks),
  ],
  [
    'pressrun_tasks_oldest_seconds',
    'For how long the oldest task of a status waits, runs or is in doubt; 0 when there is none',
    'status',
    ({ oldestTasks }) => everyOne(openStatuses, oldestTasks),
  ],
  [
    'pressrun_stopped',
    'Runs and accounts that were paused, and accounts that are held',
    'state',
    ({ stopped }) => everyOne(stoppedStates, stopped),
  ],
  [
    'pressrun_stopped_oldest_seconds',
    'For how long the first of them is stopped; 0 when there is none',
    'state',
    ({ oldestStopped }) => everyOne(stoppedStates, oldestStopped),
  ],
]

const plain: readonly (readonly [name: string, help: string, of: (figures: Figures) => number])[] =
  [
    [
      'pressrun_schedules_failing',
      'Active schedules whose last attempt to make a run failed',
      ({ schedules }) => schedules,
    ],
    [
      'pressrun_content_sources_failing',
      'Active content sources whose latest scan failed',
      ({ sources }) => sources,
    ],
    ['pressrun_log_position', 'Position of the newest event of the log', ({ head }) => head],
    [
      'pressrun_log_restored',
      '1 while the database was restored from a backup and that is not accepted yet',
      ({ restored }) => restored,
    ],
  ]

function everyOne(all: readonly string[], found: ReadonlyMap<string, number>): Counted {
  return all.map((value) => [value, found.get(value) ?? 0] as const)
}

/**
 * Gauges of the whole instance, read when scraped. All gauges of a scrape share one reading; where that
 * fails they are absent, and the other metrics are answered all the same.
 */
export function figureMetrics(metrics: Metrics, reader: FigureReader): void {
  const figures = keeping(reader)
  for (const [name, help, label, of] of labelled)
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
  for (const [name, help, of] of plain)
    metrics.gauge({
      name,
      help,
      async collect() {
        const found = await figures()
        if (found) this.set(of(found))
        else this.remove()
      },
    })
}

/** The clock may go back: a reading from the future does not count. */
function keeping({ read, now, failed }: FigureReader) {
  let kept: Promise<InstanceFigures | undefined> | undefined
  let keptAt = 0
  let keptForMs = keptMs
  const readAnew = async () => {
    const figures = await read(keptAt)
    keptForMs = Math.max(keptMs, (figures?.tookMs ?? 0) * keptTimes)
    return figures
  }
  return () => {
    const age = now() - keptAt
    if (kept && age >= 0 && age < keptForMs) return kept
    keptAt = now()
    keptForMs = keptMs
    kept = readAnew().catch((cause: unknown) => {
      kept = undefined
      failed(cause)
      return undefined
    })
    return kept
  }
}

import { consumerNames } from '@pressrun/bus'
import { laneReasons } from '@pressrun/events'
import type { Metrics } from '@pressrun/runtime'
import { openStatuses, stoppedStates, type Figures } from './read-figures.ts'

/** However many scrapers there are. */
const keptMs = 5_000

/** A reading that took long, because there is much to count, is cached longer: it costs 2% of the time at most. */
const keptTimes = 50

type InstanceFigures = Figures & {
  /** By consumer; undefined while NATS is away. */
  readonly deadLetters: ReadonlyMap<string, number> | undefined
}

export type FigureReader = {
  /** Undefined when another process reports them. */
  readonly read: (now: number) => Promise<InstanceFigures | undefined>
  readonly now: () => number
  readonly failed: (cause: unknown) => void
}

type Counted = Iterable<readonly [string, number]>

type LabelledGauge = {
  readonly name: string
  readonly help: string
  readonly label: string
  /** The value for each value of its label. */
  readonly of: (figures: InstanceFigures) => Counted
}

const labelled: readonly LabelledGauge[] = [
  {
    name: 'pressrun_lanes',
    help: 'Lanes with something in them, by what they wait for',
    label: 'reason',
    of: ({ lanes }) => everyOne(['ready', ...laneReasons], lanes),
  },
  {
    name: 'pressrun_breakers_open',
    help: 'Breakers that are open',
    label: 'platform',
    of: ({ breakers }) => breakers,
  },
  {
    name: 'pressrun_system_job_overdue_seconds',
    help: 'How long an active system job is overdue',
    label: 'job',
    of: ({ jobs }) => jobs,
  },
  {
    name: 'pressrun_dead_letters',
    help: 'Messages that a consumer could not decode or settle',
    label: 'consumer',
    of: ({ deadLetters }) =>
      deadLetters ? everyOne([...consumerNames, ...deadLetters.keys()], deadLetters) : [],
  },
  {
    name: 'pressrun_tasks',
    help: 'Tasks that are not over',
    label: 'status',
    of: ({ tasks }) => everyOne(openStatuses, tasks),
  },
  {
    name: 'pressrun_tasks_oldest_seconds',
    help: 'For how long the oldest task of a status waits, runs or is in doubt; 0 when there is none',
    label: 'status',
    of: ({ oldestTasks }) => everyOne(openStatuses, oldestTasks),
  },
  {
    name: 'pressrun_stopped',
    help: 'Runs and accounts that were paused, and accounts that are held',
    label: 'state',
    of: ({ stopped }) => everyOne(stoppedStates, stopped),
  },
  {
    name: 'pressrun_stopped_oldest_seconds',
    help: 'For how long the first of them is stopped; 0 when there is none',
    label: 'state',
    of: ({ oldestStopped }) => everyOne(stoppedStates, oldestStopped),
  },
]

type PlainGauge = {
  readonly name: string
  readonly help: string
  readonly of: (figures: Figures) => number
}

const plain: readonly PlainGauge[] = [
  {
    name: 'pressrun_schedules_failing',
    help: 'Active schedules whose last attempt to make a run failed',
    of: ({ schedules }) => schedules,
  },
  {
    name: 'pressrun_content_sources_failing',
    help: 'Active content sources whose latest scan failed',
    of: ({ sources }) => sources,
  },
  {
    name: 'pressrun_log_position',
    help: 'Position of the newest event of the log',
    of: ({ head }) => head,
  },
  {
    name: 'pressrun_log_restored',
    help: '1 while the database was restored from a backup and that is not accepted yet',
    of: ({ restored }) => restored,
  },
]

function everyOne(all: readonly string[], found: ReadonlyMap<string, number>): Counted {
  return all.map((value) => [value, found.get(value) ?? 0] as const)
}

/**
 * Gauges of the whole instance, read when scraped. All gauges of a scrape share one reading; where that fails they are
 * absent, and the other metrics are still served.
 */
export function figureMetrics(metrics: Metrics, reader: FigureReader): void {
  const figures = keeping(reader)
  for (const { name, help, label, of } of labelled)
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
  for (const { name, help, of } of plain)
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

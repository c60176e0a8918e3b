import { countDeadLetters, RelayOffers, type NatsConnection } from '@pressrun/bus'
import {
  commandHandler,
  openDatabase,
  lockLogOnSession,
  type Database,
  type LogGuard,
} from '@pressrun/db'
import {
  announceEndpoint,
  openRelay,
  openServiceBus,
  openServiceDatabase,
  serviceGuard,
  type ServiceContext,
} from '@pressrun/service'
import { Alarm } from './alarm.ts'
import { afterSetBack } from './clock/after-set-back.ts'
import { figureMetrics } from './figures/figure-metrics.ts'
import { figureOwner, placeOf } from './figures/own-figures.ts'
import { readFigures } from './figures/read-figures.ts'
import { Dispatcher } from './lanes/dispatch.ts'
import { schedulerMetrics } from './metrics.ts'
import { notifyPeriodicTasks, periodicTasks } from './periodic/periodic-tasks.ts'
import { rowRepairer } from './rows/row-repairer.ts'
import { runScheduler, type SchedulerOptions } from './service.ts'
import { emitDueScans } from './sources/emit-due-scans.ts'

/** Longer than any of its statements takes. */
const queryTimeoutMs = 30_000

/** An idle scheduler's periodic tasks and relay come every 15 s: a connection would be idle most of that time. */
const idleTimeoutMs = 500

/** Opens what the scheduler needs, and works until the process ends. */
export async function openScheduler(context: ServiceContext): Promise<void> {
  const { config, signal } = context
  const url = config.DATABASE_URL
  await using database = await openServiceDatabase(
    context,
    () => openDatabase({ url, connectionsMax: 3, idleTimeoutMs, queryTimeoutMs }),
    ['rows', 'locks'],
  )
  await using bus = await openServiceBus(context, database)
  const { connection } = bus
  const { guard, witnesses } = serviceGuard(context, database, connection)
  await using relay = openRelay(context)
  await using _figures = measureFigures(context, database, connection)
  const alarm = new Alarm()
  const wake = () => alarm.ring()
  const offers = new RelayOffers()
  await using dispatcher = new Dispatcher({
    url,
    guard,
    now: Date.now,
    onSignal: wake,
    offer: (rows) => offers.offer(rows),
  })
  const repair = rowRepairer({ pool: database.pool, witnesses, log: context.log, wake })
  const work = workOf(context, { database, guard, dispatcher, repair, alarm })
  await using _endpoint = await announceEndpoint(context)
  await Promise.all([
    runScheduler({ ...work, repair, alarm, now: Date.now, signal }),
    relay.run(connection, async (aborted, awaitRetry) => {
      const { pool } = database
      const { session } = dispatcher
      const log = await lockLogOnSession(aborted, {
        session,
        pool,
        awaitRetry,
        witnesses: relay.witnesses,
      })
      return offers.over(log)
    }),
  ])
}

type Parts = {
  readonly database: Database
  readonly guard: LogGuard
  readonly dispatcher: Dispatcher
  readonly repair: () => Promise<void>
  readonly alarm: Alarm
}

/** Its passes and its periodic tasks. */
function workOf(
  { log, metrics }: ServiceContext,
  { database: { pool }, guard, dispatcher, repair, alarm }: Parts,
): Omit<SchedulerOptions, 'repair' | 'alarm' | 'now' | 'signal'> {
  const observe = schedulerMetrics(metrics, log, Date.now)
  const handle = commandHandler({ pool, now: Date.now })
  const jobs = { 'source-scan': (at: number) => emitDueScans(pool, handle, at) }
  const common = { pool, handle, guard, alarm, log, metrics }
  const periodic = periodicTasks({ ...common, repair, jobs, now: Date.now })
  return {
    dispatch: observe.dispatching(() => dispatcher.pass()),
    nextPass: dispatcher.nextAt,
    notify: (touched) => notifyPeriodicTasks(periodic, touched),
    periodic: Object.values(periodic),
    async afterSetBack(now) {
      dispatcher.forget()
      await afterSetBack(pool, handle, now)
    },
    failed: (cause, task) =>
      log.warn(
        { err: cause, task },
        task ? 'a periodic task failed' : 'the scheduler was interrupted',
      ),
  }
}

/** The gauges of the whole stack, which one of the schedulers reports. */
function measureFigures(
  { config, log, metrics }: ServiceContext,
  { pool }: Database,
  connection: NatsConnection,
): AsyncDisposable {
  const owner = figureOwner(pool, placeOf(config.PRESSRUN_METRICS_PORT))
  figureMetrics(metrics, {
    async read(now) {
      if (!(await owner.isOurs())) return undefined
      const [figures, deadLetters] = await Promise.all([
        readFigures(pool, now),
        countDeadLetters(connection).catch(() => undefined),
      ])
      return { ...figures, deadLetters }
    },
    now: Date.now,
    failed: (cause) => log.warn({ err: cause }, 'the gauges could not be read'),
  })
  return owner
}

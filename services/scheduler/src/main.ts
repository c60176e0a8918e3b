import {
  connectBus,
  countDeadLetters,
  RelayOffers,
  relayObserver,
  runRelay,
  streamWitness,
  watchNats,
} from '@pressrun/bus'
import {
  commandHandler,
  databaseNeeds,
  keepWitnessFile,
  logGuard,
  logLacksCopy,
  openDatabase,
  readWitnessFile,
  refuseRestored,
  lockLogOnSession,
} from '@pressrun/db'
import { requireDatabase, requireDependency, runProcess, serveEndpoint } from '@pressrun/runtime'
import { Alarm } from './alarm.ts'
import { afterSetBack } from './clock/after-set-back.ts'
import { schedulerConfig } from './config.ts'
import { periodicTasks, notifyPeriodicTasks } from './periodic/periodic-tasks.ts'
import { figureMetrics } from './figures/figure-metrics.ts'
import { figureOwner, placeOf } from './figures/own-figures.ts'
import { readFigures } from './figures/read-figures.ts'
import { Dispatcher } from './lanes/dispatch.ts'
import { rowRepairer } from './rows/row-repairer.ts'
import { schedulerMetrics } from './metrics.ts'
import { runScheduler } from './service.ts'
import { emitDueScans } from './sources/emit-due-scans.ts'

/** Longer than any of its statements takes. */
const queryTimeoutMs = 30_000

/** While nothing happens its periodic tasks and the relay come by every quarter of a minute: a connection would sleep most of that time. */
const idleTimeoutMs = 500

const restoredText =
  'the database was restored from a backup: nothing is sent before a person has looked, with `pressrun restore-check`'

await runProcess('scheduler', schedulerConfig, async (context) => {
  const { config, log, metrics, health, signal } = context
  await using database = openDatabase({
    url: config.DATABASE_URL,
    connectionsMax: 3,
    idleTimeoutMs,
    queryTimeoutMs,
  })
  const { pool } = database
  const { notes, ...needs } = databaseNeeds(pool)
  const { rows, locks, ...otherNotes } = notes
  await requireDatabase(context, { ...needs, notes: otherNotes })
  const connection = await connectBus({ url: config.NATS_URL, name: 'scheduler' })
  await using stack = new AsyncDisposableStack()
  stack.defer(() => connection.close())
  requireDependency(
    context,
    'nats',
    watchNats(connection, { lacks: (seq) => logLacksCopy(pool, seq) }),
  )
  health.check('log', () => refuseRestored(pool))
  // What others note keeps the scheduler from its work.
  health.check('rows', rows)
  health.check('locks', locks)
  const witnesses = () => readWitnessFile(config.PRESSRUN_DATA_DIR)
  const allWitnesses = async () => [await streamWitness(connection), ...(await witnesses())]
  const guard = logGuard({
    pool,
    witnesses: allWitnesses,
    onRestored: (reason) => log.error({ reason }, restoredText),
  })
  await using witness = keepWitnessFile(config.PRESSRUN_DATA_DIR)
  const observe = schedulerMetrics(metrics, log, Date.now)
  const owner = stack.use(figureOwner(pool, placeOf(config.PRESSRUN_METRICS_PORT)))
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
  const handle = commandHandler({ pool, now: Date.now })
  const alarm = new Alarm()
  const offers = new RelayOffers()
  const dispatcher = stack.use(
    new Dispatcher({
      url: config.DATABASE_URL,
      guard,
      now: Date.now,
      onSignal: () => alarm.ring(),
      offer: (rows) => offers.offer(rows),
    }),
  )
  const jobs = { 'source-scan': (at: number) => emitDueScans(pool, handle, at) }
  const repair = rowRepairer({
    pool,
    witnesses: allWitnesses,
    log,
    wake: () => alarm.ring(),
  })
  const periodic = periodicTasks({
    repair,
    pool,
    handle,
    guard,
    now: Date.now,
    jobs,
    alarm,
    log,
    metrics,
  })
  await using endpoint = await serveEndpoint({
    host: config.PRESSRUN_HOST,
    port: config.PRESSRUN_METRICS_PORT,
    health,
    metrics,
    log,
  })
  context.announceReady({ port: endpoint.port })
  await Promise.all([
    runScheduler({
      dispatch: observe.dispatching(() => dispatcher.pass()),
      nextPass: dispatcher.nextAt,
      notify: (touched) => notifyPeriodicTasks(periodic, touched),
      periodic: Object.values(periodic),
      async afterSetBack(now) {
        dispatcher.forget()
        await afterSetBack(pool, handle, now)
      },
      repair,
      alarm,
      now: Date.now,
      failed: (cause, task) =>
        log.warn(
          { err: cause, task },
          task ? 'a periodic task failed' : 'the scheduler was interrupted',
        ),
      signal,
    }),
    runRelay({
      connection,
      holdLog: async (aborted, awaitRetry) =>
        offers.over(
          await lockLogOnSession(aborted, {
            session: dispatcher.session,
            pool,
            awaitRetry,
            witnesses,
          }),
        ),
      observer: relayObserver(log, metrics, witness.saw),
      signal,
    }),
  ])
})

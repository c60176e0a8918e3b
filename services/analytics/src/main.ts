import { connectBus, relayObserver, runRelay, watchNats } from '@pressrun/bus'
import {
  databaseNeeds,
  lockLog,
  keepWitnessFile,
  logLacksCopy,
  openDatabase,
  readWitnessFile,
} from '@pressrun/db'
import { requireDatabase, requireDependency, runProcess, serveEndpoint } from '@pressrun/runtime'
import { analyticsConfig } from './config.ts'
import { analyticsMetrics } from './metrics.ts'
import { analyticsHourly } from './views/analytics-hourly.ts'
import { writeInTurn } from './write-in-turn.ts'

/** Longer than any of its statements takes: a batch of a view, or two tables that change places. */
const queryTimeoutMs = 60_000

await runProcess('analytics', analyticsConfig, async (context) => {
  const { config, log, metrics, health, signal } = context
  await using database = openDatabase({
    url: config.DATABASE_URL,
    connectionsMax: 3,
    queryTimeoutMs,
  })
  const { pool } = database
  await requireDatabase(context, databaseNeeds(pool))
  await using stack = new AsyncDisposableStack()
  const connection = await connectBus({ url: config.NATS_URL, name: 'analytics' })
  stack.defer(() => connection.close())
  requireDependency(
    context,
    'nats',
    watchNats(connection, { lacks: (seq) => logLacksCopy(pool, seq) }),
  )

  const witnesses = () => readWitnessFile(config.PRESSRUN_DATA_DIR)
  await using witness = keepWitnessFile(config.PRESSRUN_DATA_DIR)
  const view = analyticsHourly
  const written = writeInTurn({
    pool,
    connection,
    view,
    observer: analyticsMetrics(metrics, log, [view.name]),
    signal,
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
    written,
    runRelay({
      connection,
      standsBack: true,
      holdLog: (aborted, standBy) =>
        lockLog(config.DATABASE_URL, aborted, { awaitRetry: standBy, witnesses }),
      observer: relayObserver(log, metrics, witness.saw),
      signal,
    }),
  ])
})

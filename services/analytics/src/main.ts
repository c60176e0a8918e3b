import { connectBus, relayObserver, runRelay } from '@pressrun/bus'
import { fitnessChecks, holdLog, openDatabase, schemaFaultAtStart } from '@pressrun/db'
import { CannotStart, runProcess, serveEndpoint } from '@pressrun/runtime'
import { analyticsConfig } from './config.ts'
import { analyticsMetrics } from './metrics.ts'
import { analyticsHourly } from './views/analytics-hourly.ts'
import { writeInTurn } from './write-in-turn.ts'

await runProcess('analytics', analyticsConfig, async (context) => {
  const { config, log, metrics, health, signal } = context
  await using database = openDatabase({ url: config.DATABASE_URL, connectionsMax: 3 })
  const unfit = await schemaFaultAtStart(database.pool)
  if (unfit) throw new CannotStart(unfit)
  await using stack = new AsyncDisposableStack()
  const connection = await connectBus({ url: config.NATS_URL, name: 'analytics' })
  stack.defer(() => connection.close())
  health.check('database', () => database.pool.query('select 1'))
  for (const [name, check] of Object.entries(fitnessChecks(database.pool))) health.note(name, check)
  health.check('nats', () => connection.rtt())

  const view = analyticsHourly
  const written = writeInTurn({
    pool: database.pool,
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
      holdLog: (aborted, standBy) => holdLog(config.DATABASE_URL, aborted, { standBy }),
      observer: relayObserver(log, metrics),
      signal,
    }),
  ])
})

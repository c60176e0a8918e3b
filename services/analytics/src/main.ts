import { answerRebuilds, connectBus, relayObserver, runRelay } from '@pressrun/bus'
import { holdLog, openDatabase } from '@pressrun/db'
import { runProcess, serveEndpoint } from '@pressrun/runtime'
import { isOutdated } from './checkpoint.ts'
import { analyticsConfig } from './config.ts'
import { analyticsMetrics } from './metrics.ts'
import { project } from './project.ts'
import { rebuild } from './rebuild.ts'
import { rebuilds } from './rebuilds.ts'
import { analyticsHourly } from './views/analytics-hourly.ts'

await runProcess('analytics', analyticsConfig, async (context) => {
  const { config, log, metrics, health, signal } = context
  await using database = openDatabase({ url: config.DATABASE_URL, connectionsMax: 3 })
  await using stack = new AsyncDisposableStack()
  const connection = await connectBus({ url: config.NATS_URL, name: 'analytics' })
  stack.defer(() => connection.close())
  health.check('database', () => database.pool.query('select 1'))
  health.check('nats', () => connection.rtt())

  const { pool } = database
  const view = analyticsHourly
  const observe = analyticsMetrics(metrics, log, [view.name])
  const projection = project({ pool, connection, view, observer: observe.observer, signal })
  const answer = rebuilds([view], async () => {
    try {
      const { whileStill } = projection
      observe.rebuilt(view.name, await rebuild({ pool, connection, view, whileStill, signal }))
    } catch (cause) {
      observe.rebuildFailed(view.name, cause)
    }
  })
  const requests = answerRebuilds(connection, answer)
  stack.defer(() => requests.stop())
  if (await isOutdated(pool, view)) answer(view.name)

  await using endpoint = await serveEndpoint({
    host: config.PRESSRUN_HOST,
    port: config.PRESSRUN_METRICS_PORT,
    health,
    metrics,
    log,
  })
  context.announceReady({ port: endpoint.port })
  await Promise.all([
    projection.ended,
    runRelay({
      connection,
      holdLog: (aborted, standBy) => holdLog(config.DATABASE_URL, aborted, { standBy }),
      observer: relayObserver(log, metrics),
      signal,
    }),
  ])
})

import { openDatabase } from '@pressrun/db'
import { runProcess } from '@pressrun/runtime'
import { announceEndpoint, openRelay, openServiceBus, openServiceDatabase } from '@pressrun/service'
import { analyticsConfig } from './config.ts'
import { analyticsMetrics } from './metrics.ts'
import { analyticsHourly } from './views/analytics-hourly.ts'
import { writeInTerm } from './write-in-term.ts'

/** Longer than any of its statements takes: a batch of a view, or two tables that change places. */
const queryTimeoutMs = 60_000

await runProcess('analytics', analyticsConfig, async (context) => {
  const { config, log, metrics, signal } = context
  await using database = await openServiceDatabase(context, () =>
    openDatabase({ url: config.DATABASE_URL, connectionsMax: 3, queryTimeoutMs }),
  )
  await using bus = await openServiceBus(context, database)
  await using relay = openRelay(context)
  const view = analyticsHourly
  const written = writeInTerm({
    pool: database.pool,
    connection: bus.connection,
    view,
    observer: analyticsMetrics(metrics, log, [view.name]),
    signal,
  })
  await using _endpoint = await announceEndpoint(context)
  await Promise.all([written, relay.run(bus.connection)])
})

import { connectBus, relayObserver, runRelay } from '@pressrun/bus'
import { commandHandler, holdLog, openDatabase, processMint } from '@pressrun/db'
import type { AccountId, RunId } from '@pressrun/events'
import { runProcess, serveEndpoint } from '@pressrun/runtime'
import { Alarm } from './alarm.ts'
import { schedulerConfig } from './config.ts'
import { dispatcher } from './lanes/dispatch.ts'
import { schedulerMetrics } from './metrics.ts'
import { openAgenda } from './schedules/open-agenda.ts'
import { runScheduler } from './service.ts'
import { emitDueScans } from './sources/emit-due-scans.ts'
import { wakeUps } from './wake-ups.ts'

await runProcess('scheduler', schedulerConfig, async (context) => {
  const { config, log, metrics, health, signal } = context
  await using database = openDatabase({ url: config.DATABASE_URL, connectionsMax: 3 })
  const connection = await connectBus({ url: config.NATS_URL, name: 'scheduler' })
  await using stack = new AsyncDisposableStack()
  stack.defer(() => connection.close())
  health.check('database', () => database.pool.query('select 1'))
  health.check('nats', () => connection.rtt())

  const { pool } = database
  const mint = processMint()
  const observe = schedulerMetrics(metrics)
  const handle = commandHandler({ pool, mint, now: Date.now })
  const dispatch = observe.dispatching(dispatcher({ pool, mint, now: Date.now }))

  const jobs = { 'source-scan': (at: number) => emitDueScans(pool, handle, at) }
  const schedules = openAgenda({ pool, mint, now: Date.now, jobs, log, metrics })
  const alarm = new Alarm()
  const touchedRuns = new Set<RunId>()
  const touchedAccounts = new Set<AccountId>()
  const ears = wakeUps(connection, ({ runId, accountId, schedule }) => {
    if (schedule) schedules.touch()
    if (runId) touchedRuns.add(runId)
    if (accountId) touchedAccounts.add(accountId)
    alarm.ring()
  })
  stack.defer(() => ears.stop())

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
      pool,
      handle,
      dispatch,
      alarm,
      touchedRuns,
      touchedAccounts,
      schedules,
      now: Date.now,
      failed: (cause) => log.warn({ err: cause }, 'dispatching was interrupted'),
      signal,
    }),
    runRelay({
      connection,
      holdLog: (aborted) => holdLog(config.DATABASE_URL, aborted),
      observer: relayObserver(log, metrics),
      signal,
    }),
  ])
})

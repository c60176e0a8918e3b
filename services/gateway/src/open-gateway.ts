import {
  natsFaultMetric,
  natsFaults,
  requestFolderCheck,
  requestRebuild,
  requestVerification,
} from '@pressrun/bus'
import { openQueryDatabase } from '@pressrun/queries'
import { commandHandler, logLacksCopy, newIds } from '@pressrun/db'
import { missingSecretKeys, secretKeys } from '@pressrun/vault'
import { createRenderer } from '@pressrun/platforms'
import {
  acceptSeveral,
  aborted,
  measureFaults,
  refuseStart,
  reusing,
  type ProcessContext,
} from '@pressrun/runtime'
import { openServiceDatabase } from '@pressrun/service'
import type { z } from 'zod'
import { busInReach } from './bus/bus-in-reach.ts'
import type { gatewayConfig } from './config.ts'
import { deadLettersOn } from './dead-letters/dead-letters-on.ts'
import { openLive } from './live/live.ts'
import { openRetryWorker } from './retry-batches/retry-worker.ts'
import { natsHealth, noteHealth } from './health/note-health.ts'
import { relayFrom } from './bus/relay.ts'
import { connectionTurns } from './http/connection-turns.ts'
import { gatewayApp } from './http/gateway-app.ts'

type Context = ProcessContext<z.output<typeof gatewayConfig>>

/** To the database. Some are always left beside those of the busiest caller. */
const connectionsMax = 10
const perCallerMax = 9
const perTopicMax = 7

/** A client that finds it full tries again a second later. */
const backlog = 2_048
const acceptedPerTurnMax = 4

/** Longer than any of its queries takes, shorter than a caller's patience. */
const queryTimeoutMs = 15_000

/** Opens what the gateway needs, and serves until the process ends. */
export async function openGateway(context: Context): Promise<void> {
  const { config, log, metrics, health, signal } = context
  await using database = await openServiceDatabase(context, () =>
    openQueryDatabase({
      url: config.DATABASE_URL,
      connectionsMax,
      queryTimeoutMs,
      turns: connectionTurns({ connectionsMax, perCallerMax, perTopicMax }),
      onIdleError: (cause) => log.warn({ err: cause }, 'an idle database connection broke'),
    }),
  )
  const keys = secretKeys(config.PRESSRUN_SECRET_KEY)
  const refuseLater = await refuseStart(missingSecretKeys(database.pool, keys, signal), signal)
  await using bus = busInReach({
    url: config.NATS_URL,
    log,
    signal,
    lacks: (seq) => logLacksCopy(database.pool, seq),
  })
  measureFaults(metrics, { metric: natsFaultMetric, faults: natsFaults, fault: bus.fault })
  noteHealth(health, database, bus)
  await using _relay = relayFrom(bus, context)
  await using live = openLive({ database, bus, now: Date.now, log })

  await using renderer = createRenderer()
  const newId = newIds()
  await using retries = openRetryWorker({ database, now: Date.now, log })
  const app = gatewayApp({
    database,
    handle: commandHandler({ pool: database.pool, now: Date.now }),
    newId,
    now: Date.now,
    secretKeys: keys,
    installation: {
      dataDir: config.PRESSRUN_DATA_DIR,
      privateTargets: config.PRESSRUN_PRIVATE_TARGETS,
      sourceDirs: config.PRESSRUN_SOURCE_DIRS,
    },
    render: renderer.render,
    live,
    retries,
    health,
    nats: natsHealth(health, bus.check),
    requestRebuild: async (view) => requestRebuild(bus.current(), view),
    requestVerification: async (id) => requestVerification(bus.current(), id),
    deadLetters: deadLettersOn(bus),
    requestFolderCheck: async (location) => requestFolderCheck(bus.current(), location),
    metrics,
    log,
  })
  await using stack = new AsyncDisposableStack()
  stack.defer(() => app.close())
  const { PRESSRUN_HOST: host, PRESSRUN_PORT: port } = config
  const listening = await reusing({ host, port, backlog })
  const address = await app.listen(listening)
  stack.use(await acceptSeveral(app.server, acceptedPerTurnMax, listening))
  context.announceReady({ port: Number(new URL(address).port) })
  await refuseLater()
  await aborted(signal)
}

import { connectBus, streamWitness, watchNats } from '@pressrun/bus'
import {
  databaseNeeds,
  logGuard,
  logLacksCopy,
  openDatabase,
  readWitnessFile,
  refuseRestored,
} from '@pressrun/db'
import { presenceOn } from './presence.ts'
import { missingSecretKeys, secretKeys } from '@pressrun/vault'
import { createMemory, createRenderer, findConnector } from '@pressrun/platforms'
import { createOutbound } from '@pressrun/outbound'
import {
  refuseStart,
  requireDatabase,
  requireDependency,
  serveEndpoint,
  type ProcessContext,
} from '@pressrun/runtime'
import type { z } from 'zod'
import { answerRequests } from './answer-requests.ts'
import type { publisherConfig } from './config.ts'
import { consumeAll } from './consume-all.ts'
import { doLater } from './do-later.ts'
import { createIsolation } from './isolated/isolate.ts'
import type { Passing } from './jobs/attempt-point.ts'
import { accountFinder, accountSource } from './jobs/sources.ts'
import { publisherMetrics } from './metrics.ts'
import { createReactions } from './reactions.ts'

/** Longer than any of its statements takes. */
const queryTimeoutMs = 30_000

/** Where nothing is published, a look at the sources every half a minute is all it is used for. */
const idleTimeoutMs = 2_000

/** What the fault tests have otherwise than it is. */
export type PublisherParts = {
  /** Hears of the moments of attempts. */
  readonly passing?: Passing
  readonly findConnector?: typeof findConnector
  /** The program of the process of an isolated job. */
  readonly isolatedEntry?: URL
}

type Context = ProcessContext<z.output<typeof publisherConfig>>

const usualParts = {
  findConnector,
  isolatedEntry: new URL('isolated/main.ts', import.meta.url),
}

export async function runPublisher(context: Context, parts: PublisherParts = {}): Promise<void> {
  const { config, log, metrics, health, signal } = context
  const { passing, findConnector, isolatedEntry } = { ...usualParts, ...parts }
  const dataDir = config.PRESSRUN_DATA_DIR
  const privateTargets = config.PRESSRUN_PRIVATE_TARGETS
  const sourceDirs = config.PRESSRUN_SOURCE_DIRS
  await using database = openDatabase({
    url: config.DATABASE_URL,
    connectionsMax: 4,
    idleTimeoutMs,
    queryTimeoutMs,
    byKey: true,
  })
  const { pool } = database
  await requireDatabase(context, databaseNeeds(pool))
  const keys = secretKeys(config.PRESSRUN_SECRET_KEY)
  const refuseLater = await refuseStart(missingSecretKeys(pool, keys, signal), signal)
  await using stack = new AsyncDisposableStack()
  const connection = await connectBus({ url: config.NATS_URL, name: 'publisher' })
  stack.defer(() => connection.drain())
  requireDependency(
    context,
    'nats',
    watchNats(connection, { lacks: (seq) => logLacksCopy(pool, seq) }),
  )
  health.check('log', () => refuseRestored(pool))
  const guard = logGuard({
    pool,
    witnesses: async () => [await streamWitness(connection), ...(await readWitnessFile(dataDir))],
    onRestored: (reason) => log.error({ reason }, 'the database was restored: nothing is sent'),
  })
  const observe = publisherMetrics(metrics, log)
  const tools = {
    outbound: stack.use(createOutbound({ privateTargets })),
    dataDir,
    now: () => new Date(),
    memory: createMemory(Date.now),
    render: stack.use(createRenderer()).render,
    later: doLater(signal),
  }
  const account = accountSource(pool, keys, guard)
  const presence = stack.use(presenceOn(config.DATABASE_URL))
  const isolate = createIsolation({ entry: isolatedEntry, dataDir, privateTargets, signal })
  const working = { pool, guard, account, findConnector, tools, sourceDirs, observe, signal }
  const reactions = createReactions({ ...working, presence, isolate, passing })
  const findAccount = accountFinder(pool)
  const limits = { dataDir, sourceDirs }
  stack.use(answerRequests({ connection, limits, findAccount, account, findConnector, tools }))

  await using endpoint = await serveEndpoint({
    host: config.PRESSRUN_HOST,
    port: config.PRESSRUN_METRICS_PORT,
    health,
    metrics,
    log,
  })
  context.announceReady({ port: endpoint.port })
  await Promise.all([
    refuseLater(),
    consumeAll(reactions, { connection, observer: observe.observer, signal }),
  ])
}

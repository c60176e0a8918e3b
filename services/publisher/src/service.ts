import { openDatabase } from '@pressrun/db'
import { presenceOn } from './presence.ts'
import { missingSecretKeys, secretKeys } from '@pressrun/vault'
import { createCache, createRenderer, findConnector } from '@pressrun/platforms'
import { createOutbound } from '@pressrun/outbound'
import { refuseStart, type ProcessContext } from '@pressrun/runtime'
import {
  announceEndpoint,
  openServiceBus,
  openServiceDatabase,
  serviceGuard,
} from '@pressrun/service'
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

/** Replaced by the fault tests. */
export type PublisherParts = {
  /** Called at the named points of attempts. */
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
  const { config, log, metrics, signal } = context
  const { passing, findConnector, isolatedEntry } = { ...usualParts, ...parts }
  const dataDir = config.PRESSRUN_DATA_DIR
  const privateTargets = config.PRESSRUN_PRIVATE_TARGETS
  const sourceDirs = config.PRESSRUN_SOURCE_DIRS
  await using database = await openServiceDatabase(context, () =>
    openDatabase({
      url: config.DATABASE_URL,
      connectionsMax: 4,
      queryTimeoutMs,
      byKey: true,
    }),
  )
  const { pool } = database
  const keys = secretKeys(config.PRESSRUN_SECRET_KEY)
  const refuseLater = await refuseStart(missingSecretKeys(pool, keys, signal), signal)
  await using bus = await openServiceBus(context, database, 'drain')
  const { connection } = bus
  const { guard } = serviceGuard(context, database, connection)
  await using stack = new AsyncDisposableStack()
  const observe = publisherMetrics(metrics, log)
  const tools = {
    outbound: stack.use(
      createOutbound({ privateTargets, onMachineExhausted: observe.onExhausted }),
    ),
    dataDir,
    now: () => new Date(),
    cache: createCache(Date.now),
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

  await using _endpoint = await announceEndpoint(context)
  await Promise.all([
    refuseLater(),
    consumeAll(reactions, { connection, observer: observe.observer, signal }),
  ])
}

import {
  answerFolderChecks,
  answerVerifications,
  connectBus,
  consume,
  durableConsumer,
  streamWitness,
  watchNats,
} from '@pressrun/bus'
import {
  commandHandler,
  fitnessChecks,
  isPresent,
  logGuard,
  missingSecretKeys,
  openDatabase,
  presenceOn,
  processMint,
  readStream,
  readWitnessFile,
  refuseRestored,
  schemaFaultAtStart,
  secretKeys,
  watchDatabase,
} from '@pressrun/db'
import type { TaskId } from '@pressrun/events'
import {
  createMemory,
  createOutbound,
  createRenderer,
  findConnector,
  folderTrouble,
} from '@pressrun/platforms'
import {
  CannotStart,
  pause,
  requireDependency,
  serveEndpoint,
  type ProcessContext,
} from '@pressrun/runtime'
import type { z } from 'zod'
import type { publisherConfig } from './config.ts'
import { createIsolation } from './isolated/isolate.ts'
import type { Passing } from './jobs/attempt-point.ts'
import { beginningsIn } from './jobs/beginnings.ts'
import { takeCare } from './jobs/care.ts'
import { jobReader } from './jobs/job-row.ts'
import { accountFinder, accountSource, snapshotSource } from './jobs/sources.ts'
import { publisherMetrics } from './metrics.ts'
import { publishTask } from './publish-task.ts'
import { reconcileTask } from './reconcile-task.ts'
import { sourceReader } from './sources/read-source.ts'
import { createScanTurns } from './sources/scan-turns.ts'
import { scanSource } from './sources/scan-source.ts'
import { verifyAccount } from './verify-account.ts'

/** Jobs under way at once in this process; more wait in JetStream for this or another publisher. */
const jobsMax = 1_000
/** Looks under way at once. They are in no hurry. */
const reconciliationsMax = 50
/** Scans taken from the stream, most of which wait for their turn while many are due at once. */
const scansMax = 256

/** For looking, for preparing a post, and again for sending it. */
const stepDeadlineMs = 60_000

/** Longer than any of its statements takes. */
const queryTimeoutMs = 30_000

/** How long the start waits to hear whether it has all the keys it needs. */
const keysPatienceMs = 2_000

/** Somebody waits for this one. */
const verifyDeadlineMs = 30_000

/** What the fault tests have otherwise than it is. */
export type PublisherParts = {
  /** Hears of the moments of attempts. */
  readonly passing?: Passing
  readonly findConnector?: typeof findConnector
  /** The program of the process of an isolated job. */
  readonly isolatedEntry?: URL
}

const isolatedEntry = new URL('isolated/main.ts', import.meta.url)

export async function runPublisher(
  context: ProcessContext<z.output<typeof publisherConfig>>,
  parts: PublisherParts = {},
): Promise<void> {
  const { config, log, metrics, health, signal } = context
  await using database = openDatabase({
    url: config.DATABASE_URL,
    connectionsMax: 4,
    queryTimeoutMs,
  })
  const { pool } = database
  const unfit = await schemaFaultAtStart(pool)
  if (unfit) throw new CannotStart(unfit)
  const keys = secretKeys(config.PRESSRUN_SECRET_KEY)
  // While the database is away this is not known: then it is found out later.
  const keysMissing = missingSecretKeys(pool, keys, signal)
  const missing = await Promise.race([keysMissing, pause(keysPatienceMs, signal)])
  if (missing) throw new CannotStart(missing)
  await using stack = new AsyncDisposableStack()
  const connection = await connectBus({ url: config.NATS_URL, name: 'publisher' })
  stack.defer(() => connection.drain())
  const outbound = stack.use(createOutbound({ privateTargets: config.PRESSRUN_PRIVATE_TARGETS }))

  requireDependency(context, 'database', watchDatabase(pool))
  for (const [name, check] of Object.entries(fitnessChecks(pool))) health.note(name, check)
  requireDependency(context, 'nats', watchNats(connection))
  health.check('log', () => refuseRestored(pool))
  const guard = logGuard({
    pool,
    witnesses: async () => [
      await streamWitness(connection),
      ...(await readWitnessFile(config.PRESSRUN_DATA_DIR)),
    ],
    onRestored: (reason) => log.error({ reason }, 'the database was restored: nothing is sent'),
  })
  const presence = stack.use(presenceOn(config.DATABASE_URL))
  const observe = publisherMetrics(metrics, log)
  const mint = processMint()
  const handle = commandHandler({
    pool,
    mint,
    now: Date.now,
    onBatch: observe.onBatch,
  })
  const tools = {
    outbound,
    dataDir: config.PRESSRUN_DATA_DIR,
    now: () => new Date(),
    memory: createMemory(Date.now),
    render: stack.use(createRenderer()).render,
  }
  const account = accountSource(pool, keys, guard)
  const common = {
    guard,
    readJob: jobReader(pool, guard),
    snapshot: snapshotSource(pool),
    account,
    history: (taskId: TaskId) => readStream(pool, taskId),
    findConnector: parts.findConnector ?? findConnector,
    handle,
    tools,
    deadlineMs: stepDeadlineMs,
    owners: {
      ownId: presence.id,
      announce: presence.announce,
      isPresent: (owner: number) => isPresent(pool, owner),
    },
    beginnings: beginningsIn(pool, presence.id),
    isolate: createIsolation({
      entry: parts.isolatedEntry ?? isolatedEntry,
      dataDir: config.PRESSRUN_DATA_DIR,
      privateTargets: config.PRESSRUN_PRIVATE_TARGETS,
      signal,
    }),
    onIsolated: observe.onIsolated,
    onHeld: observe.onHeld,
    now: Date.now,
    signal,
  }
  const publish = publishTask({
    ...common,
    care: takeCare(common),
    random: Math.random,
    onOutcome: observe.onOutcome,
    passing: parts.passing,
  })
  const reconcile = reconcileTask({ ...common, onFinding: observe.onFinding })

  const scan = scanSource({
    pool,
    guard,
    mint,
    handle,
    read: sourceReader({
      ...tools,
      pool,
      sourceDirs: config.PRESSRUN_SOURCE_DIRS,
      wait: pause,
    }),
    turns: createScanTurns(),
    onScan: observe.onScan,
    onFault: observe.onScanFault,
    now: Date.now,
    signal,
  })

  const verify = verifyAccount({
    findAccount: accountFinder(pool),
    account,
    findConnector: common.findConnector,
    tools,
    deadlineMs: verifyDeadlineMs,
  })
  const verifications = answerVerifications(connection, verify)
  stack.defer(() => verifications.stop())
  const limits = { dataDir: config.PRESSRUN_DATA_DIR, sourceDirs: config.PRESSRUN_SOURCE_DIRS }
  const folderChecks = answerFolderChecks(connection, async (location) => {
    const trouble = await folderTrouble({ location, limits })
    return trouble ? { trouble } : {}
  })
  stack.defer(() => folderChecks.stop())

  await using endpoint = await serveEndpoint({
    host: config.PRESSRUN_HOST,
    port: config.PRESSRUN_METRICS_PORT,
    health,
    metrics,
    log,
  })
  context.announceReady({ port: endpoint.port })
  const consuming = { connection, observer: observe.observer, signal }
  await Promise.all([
    keysMissing.then((missingAfterAll) => {
      if (missingAfterAll) throw new CannotStart(missingAfterAll)
    }),
    consume({
      ...consuming,
      consumer: durableConsumer('publisher', 'pressrun.events.task.TaskDue.>', jobsMax),
      reaction: publish,
    }),
    consume({
      ...consuming,
      consumer: durableConsumer(
        'reconciler',
        'pressrun.events.task.TaskReconcileDue',
        reconciliationsMax,
      ),
      reaction: reconcile,
    }),
    consume({
      ...consuming,
      consumer: durableConsumer('scanner', 'pressrun.events.source.SourceScanDue', scansMax),
      reaction: scan,
    }),
  ])
}

import assert from 'node:assert/strict'
import {
  commandHandler,
  keepSnapshot,
  logGuard,
  openDatabase,
  newIds,
  readStream,
  type Handle,
  type LogGuard,
  type Request,
} from '@pressrun/db'
import {
  defaultProjectId,
  taskIdOf,
  type AccountId,
  type Command,
  type RecordedEvent,
  type TaskId,
} from '@pressrun/events'
import { secretKeys } from '@pressrun/vault'
import { createCache, createRenderer, type Connector } from '@pressrun/platforms'
import { createOutbound } from '@pressrun/outbound'
import type { Delivery, Reaction, ReactionOutcome } from '@pressrun/bus'
import { createDatabase } from '@pressrun/tests'
import type pg from 'pg'
import { beginningsIn } from './jobs/beginnings.ts'
import { isolatedIn } from './isolated/isolated-in.fixture.ts'
import { takeCare } from './jobs/care.ts'
import { jobsReader } from './jobs/job-row.ts'
import { memorySemaphores } from './jobs/memory-permit.ts'
import type { MemorySemaphores, Isolated, Publisher } from './jobs/publisher.ts'
import { accountSource, overridesSource, snapshotSource } from './jobs/sources.ts'
import { outcomeOf } from './outcomes-of.fixture.ts'
import { publishTasks } from './publish-tasks.ts'
import { reconcileTask } from './reconcile-task.ts'
import type { Platform } from './scripted-platform.fixture.ts'

const newId = newIds()
const meta = { projectId: defaultProjectId, actor: 'test' }
const snapshot = keepSnapshot({ title: 'Spring', body: 'It is here.' })

/** A publisher's environment: a database, and a scripted platform. */
export type TestPublisher = AsyncDisposable & {
  readonly pool: pg.Pool
  readonly guard: LogGuard
  /** The publisher commits with it: a test may make it fail. */
  handle: Handle
  /** The processes that are present, by number, once they have put an intent on record. */
  readonly present: Set<number>
  /** The semaphores of large contents. */
  readonly cache: MemorySemaphores
  /** The clock of its publishers. */
  readonly clock: { now: number }
  readonly command: (command: Command) => Promise<void>
  readonly connect: () => Promise<AccountId>
  /** A task in flight, with its due job. */
  readonly dueJob: (
    accountId?: AccountId,
    overrides?: Record<string, unknown>,
  ) => Promise<RecordedEvent>
  /** The next attempt of a task that is queued again. */
  readonly nextJob: (taskId: TaskId) => Promise<RecordedEvent>
  /** Reactions of one process to its jobs; `open` makes another process. */
  readonly react: ReturnType<TestPublisher['open']>
  readonly open: (
    signal?: AbortSignal,
  ) => (job: RecordedEvent, delivery?: Delivery) => Promise<ReactionOutcome>
  /** The reaction of another process to messages of several jobs. */
  readonly reaction: Reaction
  /** The reaction to a due check. */
  readonly reconcile: (check: RecordedEvent) => Promise<ReactionOutcome>
  readonly history: (job: RecordedEvent) => Promise<RecordedEvent[]>
  /** The columns of its row that matter here. */
  readonly task: (job: RecordedEvent) => Promise<{ status: string; code: string | null }>
  readonly outcomes: string[]
  /** How often the steps of a job went to a (simulated) process of their own. */
  readonly isolated: string[]
  /** That process dies in this step. */
  isolatedDiesIn: ReturnType<Isolated['diedIn']>
}

const deadlineMs = 200

export async function openPublisher(platform: Platform): Promise<TestPublisher> {
  const stack = new AsyncDisposableStack()
  const { url } = stack.use(await createDatabase())
  const { pool } = stack.use(openDatabase({ url, connectionsMax: 4 }))
  const outbound = stack.use(createOutbound({ privateTargets: [] }))
  const { render } = stack.use(createRenderer())
  await pool.query(snapshot.statement.text, [...snapshot.statement.values])
  const handle = commandHandler({ pool, now: Date.now })
  const outcomes: string[] = []
  const clock = { now: Date.now() }
  const command = async (given: Command) => {
    const { kind } = await handle({ command: given, meta })
    assert.equal(kind, 'events', given.type)
  }
  const connect = async () => {
    const accountId = newId('account')
    const account = { projectId: defaultProjectId, platform: 'scripted', name: accountId }
    await command({ type: 'ConnectAccount', accountId, ...account, settings: {}, limits: {} })
    return accountId
  }
  const nextJob = async (taskId: TaskId) => {
    await command({ type: 'DispatchTask', taskId, now: Date.now() })
    return (
      (await readStream(pool, taskId)).findLast(({ type }) => type === 'TaskDue') ?? assert.fail()
    )
  }
  const cache = memorySemaphores()
  const guard = logGuard({ pool, witnesses: async () => [] })
  let processes = 0
  const present = new Set<number>()
  const publisherWith = (signal: AbortSignal): Publisher => {
    const owners = ownersOf(++processes, present)
    const parts = {
      owners,
      beginnings: beginningsIn(pool, owners.ownId),
      isolate: async (connector: Connector) => isolatedIn(publisher, connector),
      onIsolated: ({ id }: { id: string }) => void publisher.isolated.push(id),
      guard,
      memory: cache,
      readJobs: jobsReader(pool, guard),
      snapshot: snapshotSource(pool),
      overrides: overridesSource(pool),
      account: accountSource(pool, secretKeys('a long key for tests'), guard),
      history: (taskId: TaskId) => readStream(pool, taskId),
      findConnector: (name: string) => (name === platform.platform ? platform : undefined),
      handle: (request: Request) => publisher.handle(request),
      tools: {
        outbound,
        dataDir: '/nowhere',
        now: () => new Date(clock.now),
        cache: createCache(() => clock.now),
        render,
      },
      deadlineMs,
      onHeld: () => {},
      onFinding: () => {},
      onOutcome: (_platform: string, outcome: string) => void outcomes.push(outcome),
      random: () => 0.5,
      now: () => clock.now,
      signal,
    }
    return { ...parts, care: takeCare(parts) }
  }
  const reactionWith = (signal: AbortSignal) => publishTasks(publisherWith(signal))
  const open = (signal = new AbortController().signal) => {
    const reaction = reactionWith(signal)
    return (job: RecordedEvent, delivery?: Delivery) => outcomeOf(reaction, job, delivery)
  }
  const reconcile = reconcileTask(publisherWith(new AbortController().signal))
  const publisher: TestPublisher = {
    pool,
    guard,
    cache,
    handle,
    clock,
    present,
    command,
    connect,
    nextJob,
    open,
    react: open(),
    reaction: reactionWith(new AbortController().signal),
    reconcile: (check) => outcomeOf(reconcile, check),
    outcomes,
    isolated: [],
    isolatedDiesIn: undefined,
    async dueJob(given, overrides) {
      const runId = newId('run')
      const taskId = taskIdOf(runId, 0)
      const accountId = given ?? (await connect())
      await command({
        type: 'CreateRun',
        runId,
        projectId: defaultProjectId,
        snapshot: snapshot.sha256,
        title: 'Spring',
        tasks: [{ taskId, accountId, platform: 'scripted', ...(overrides && { overrides }) }],
        priority: 5,
        concurrency: 10,
        start: true,
        now: Date.now(),
      })
      return nextJob(taskId)
    },
    history: (job) => readStream(pool, job.streamId),
    async task(job) {
      const { rows } = await pool.query<{ status: string; code: string | null }>(
        `select status, error->>'code' as code from task_states where id = $1`,
        [job.streamId],
      )
      return rows[0] ?? assert.fail()
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
  return publisher
}

const ownersOf = (ownId: number, present: Set<number>) => ({
  ownId,
  announce: async () => void present.add(ownId),
  isPresent: async (owner: number) => present.has(owner),
})

import assert from 'node:assert/strict'
import { connectBus, runRelay, streamName, type NatsConnection } from '@pressrun/bus'
import { commandHandler, lockLog, keepSnapshot, openDatabase, newIds } from '@pressrun/db'
import {
  defaultProjectId,
  planRun,
  type AccountId,
  type Command,
  type CommitOutcome,
  type TaskId,
} from '@pressrun/events'
import { createDatabase, eventually, startTestNats } from '@pressrun/tests'
import type pg from 'pg'
import { analyticsHourly } from './views/analytics-hourly.ts'
import { startAnalytics, type TestAnalytics } from './analytics-process.fixture.ts'

const newId = newIds()
const snapshot = keepSnapshot({ title: 'Spring', body: 'It is here.' })
const view = analyticsHourly

/** What analytics needs: a log that is relayed, and commands that fill it. */
export type TestLog = AsyncDisposable & {
  readonly url: string
  readonly natsUrl: string
  readonly pool: pg.Pool
  readonly connection: NatsConnection
  readonly connect: () => Promise<AccountId>
  /** Publishes to the accounts; each attempt ends as the outcome says. */
  readonly publish: (
    accountIds: readonly AccountId[],
    outcome?: (ordinal: number) => CommitOutcome,
  ) => Promise<void>
  /** Stands for another analytics process. */
  readonly analytics: () => Promise<TestAnalytics>
  /** How many consumers the stream has. */
  readonly consumers: () => Promise<number>
  /** The rows of the view, in a fixed order. */
  readonly figures: () => Promise<object[]>
  /** Resolves when the view, once it has caught up, counts so many posts. */
  readonly counted: (posts: number) => Promise<void>
}

export async function openLog(): Promise<TestLog> {
  const stack = new AsyncDisposableStack()
  const { url } = stack.use(await createDatabase())
  const nats = stack.use(await startTestNats())
  const { pool } = stack.use(openDatabase({ url, connectionsMax: 8 }))
  await pool.query(snapshot.statement.text, [...snapshot.statement.values])
  const connection = await connectBus({ url: nats.url, name: 'test' })
  stack.defer(() => connection.close())
  const relaying = new AbortController()
  const relay = runRelay({
    connection,
    lockLog: (signal) => lockLog(url, signal),
    observer: quiet,
    signal: relaying.signal,
  })
  stack.defer(() => relay)
  stack.defer(() => relaying.abort())

  const handle = commandHandler({ pool, now: Date.now })
  const command = async (given: Command) => {
    const meta = { projectId: defaultProjectId, actor: 'test' }
    assert.equal((await handle({ command: given, meta })).kind, 'events', given.type)
  }
  /** Whether the view has taken in all its events of the log. */
  const isCaughtUp = async () => {
    const { rows } = await pool.query<{ behind: boolean }>(
      `select (select max(position) from events where type = any(types)) > position as behind
       from views where name = $1`,
      [view.name],
    )
    return rows[0]?.behind === false
  }
  return {
    url,
    natsUrl: nats.url,
    pool,
    connection,
    async connect() {
      const accountId = newId('account')
      const account = { projectId: defaultProjectId, platform: 'webhook', name: accountId }
      await command({ type: 'ConnectAccount', accountId, ...account, settings: {}, limits: {} })
      return accountId
    },
    async publish(accountIds, outcome = () => ({ outcome: 'published' })) {
      const create = newRun(accountIds)
      await command(create)
      await Promise.all(
        create.tasks.map(async ({ taskId }, ordinal) => {
          await command({ type: 'DispatchTask', taskId, now: Date.now() })
          await command(settled(taskId, outcome(ordinal), ordinal))
        }),
      )
    },
    async analytics() {
      // Each asks over a connection of its own, as a connection also receives its own messages.
      const own = await connectBus({ url: nats.url, name: 'analytics' })
      stack.defer(() => own.close())
      return startAnalytics(pool, own)
    },
    async consumers() {
      const answer = await connection.request(`$JS.API.CONSUMER.LIST.${streamName}`)
      return answer.json<{ total: number }>().total
    },
    async figures() {
      const { rows } = await pool.query(
        `select * from ${view.name} order by hour, project_id, platform, account_id`,
      )
      return rows
    },
    async counted(expected) {
      await eventually(isCaughtUp, { within: 30_000, what: 'the view has caught up' })
      const { rows } = await pool.query<{ posts: number }>(
        `select sum(posts_success + posts_failed + posts_unconfirmed)::integer as posts
         from ${view.name}`,
      )
      assert.equal(rows[0]?.posts, expected)
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

const quiet = {
  relayed: () => {},
  refilling: () => {},
  replacing: () => {},
  drifted: () => {},
  found: () => {},
  working: () => {},
  failed: () => {},
}

const newRun = (accountIds: readonly AccountId[]) =>
  planRun({
    runId: newId('run'),
    projectId: defaultProjectId,
    snapshot: snapshot.sha256,
    title: 'Spring',
    accounts: accountIds.map((id) => ({ id, platform: 'webhook' })),
    priority: 5,
    concurrency: 1_000,
    start: true,
    now: Date.now(),
  })

const settled = (taskId: TaskId, outcome: CommitOutcome, tookMs: number): Command => {
  const now = Date.now()
  return {
    type: 'RecordOutcome',
    generation: 1,
    taskId,
    attempt: 1,
    outcome,
    idempotency: { class: 'none', settleMs: 0, canReconcile: false },
    policy: { attemptsMax: 5, baseMs: 1_000, capMs: 60_000 },
    startedAt: now - tookMs,
    now,
    random: 0.5,
  }
}

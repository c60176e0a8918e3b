import assert from 'node:assert/strict'
import {
  commandHandler,
  defaultProjectId,
  keepSnapshot,
  openDatabase,
  processMint,
  type Handle,
} from '@pressrun/db'
import type {
  AccountId,
  AccountLimits,
  Command,
  CommitOutcome,
  CreateRun,
  Idempotency,
  RunId,
  TaskId,
} from '@pressrun/events'
import { createDatabase } from '@pressrun/tests'
import type pg from 'pg'
import { dispatcher, type Dispatched } from './lanes/dispatch.ts'

const mint = processMint()
const snapshot = keepSnapshot({ title: 'Spring', body: 'It is here.' })

/** A scheduler's world: a database, a clock that stands still, and the commands people give. */
export type TestLanes = AsyncDisposable & {
  readonly url: string
  readonly pool: pg.Pool
  readonly handle: Handle
  readonly clock: { now: number }
  readonly dispatch: () => Promise<Dispatched>
  /** Another scheduler process, so to speak, whose clock may be ahead. */
  readonly another: (aheadMs?: number) => () => Promise<Dispatched>
  readonly command: (command: Command) => Promise<void>
  readonly connect: (
    limits?: AccountLimits,
    settings?: Record<string, unknown>,
  ) => Promise<AccountId>
  /** A started run with a task for each account, in this order. */
  readonly run: (accountIds: readonly AccountId[], changes?: Partial<CreateRun>) => Promise<TestRun>
  /** The tasks that have gone out and are not back, in the order in which they went. */
  readonly inFlight: () => Promise<TaskId[]>
  /** What became of the current attempt of each. */
  readonly settle: (
    taskIds: readonly TaskId[],
    outcome?: CommitOutcome,
    idempotency?: Idempotency,
  ) => Promise<void>
}

export type TestRun = { readonly id: RunId; readonly tasks: readonly TaskId[] }

const start = Date.parse('2026-03-01T09:00:00Z')

export async function openLanes(): Promise<TestLanes> {
  const stack = new AsyncDisposableStack()
  const { url } = stack.use(await createDatabase())
  const { pool } = stack.use(openDatabase({ url, connectionsMax: 4 }))
  await pool.query(snapshot.statement.text, [...snapshot.statement.values])
  const clock = { now: start }
  const now = () => clock.now
  const handle = commandHandler({ pool, mint, now })
  const another = (aheadMs = 0) => dispatcher({ pool, mint, now: () => clock.now + aheadMs })
  const command = async (given: Command) => {
    const meta = { projectId: defaultProjectId, actor: 'test' }
    const { kind } = await handle({ command: given, meta })
    assert.equal(kind, 'events', given.type)
  }
  return {
    url,
    pool,
    handle,
    clock,
    another,
    command,
    dispatch: another(),
    async connect(limits = {}, settings = {}) {
      const accountId = mint('account')
      const account = { projectId: defaultProjectId, platform: 'webhook', name: accountId }
      await command({ type: 'ConnectAccount', accountId, ...account, settings, limits })
      return accountId
    },
    async run(accountIds, changes = {}) {
      const create = newRun(accountIds, clock.now, changes)
      await command(create)
      return { id: create.runId, tasks: create.tasks.map(({ taskId }) => taskId) }
    },
    async inFlight() {
      const { rows } = await pool.query<{ id: TaskId }>(
        `select stream_id as id from events join tasks on tasks.id = stream_id
         where type = 'TaskDue' and status = 'running'
           and (data->>'attempt')::integer = tasks.attempt order by position`,
      )
      return rows.map(({ id }) => id)
    },
    settle: async (taskIds, outcome = { outcome: 'published' }, idempotency = endlessKey) => {
      const settling = { outcome, idempotency, startedAt: clock.now, now: clock.now }
      const { rows } = await pool.query<{ id: TaskId; attempt: number }>(
        'select id, attempt from tasks where id = any($1)',
        [taskIds],
      )
      await Promise.all(
        rows.map(({ id, attempt }) => command({ ...settled(id), attempt, ...settling })),
      )
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

const newRun = (
  accountIds: readonly AccountId[],
  now: number,
  changes: Partial<CreateRun>,
): CreateRun => ({
  type: 'CreateRun',
  runId: mint('run'),
  projectId: defaultProjectId,
  snapshot: snapshot.sha256,
  title: 'Spring',
  tasks: accountIds.map((accountId, ordinal) => ({
    taskId: mint('task'),
    accountId,
    platform: 'webhook',
    ordinal,
  })),
  priority: 5,
  concurrency: 1_000,
  start: true,
  now,
  ...changes,
})

const endlessKey: Idempotency = { class: 'key', settleMs: 0, canReconcile: false }

const settled = (taskId: TaskId) => ({
  type: 'RecordOutcome' as const,
  generation: 1,
  taskId,
  policy: { attemptsMax: 5, baseMs: 1_000, capMs: 60_000 },
  random: 0.5,
})

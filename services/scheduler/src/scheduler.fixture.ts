import assert from 'node:assert/strict'
import { defaultProjectId } from '@pressrun/db'
import {
  taskIdOf,
  type AccountId,
  type AccountLimits,
  type CommitOutcome,
  type CreateRun,
  type Idempotency,
  type RunId,
  type TaskId,
} from '@pressrun/events'
import { dispatcher, type Dispatched } from './lanes/dispatch.ts'
import { mint, openWorld, snapshot, type TestWorld } from './world.fixture.ts'

/** A scheduler's world, with lanes and what is in them. */
export type TestLanes = TestWorld & {
  readonly dispatch: () => Promise<Dispatched>
  /** Looks until nothing more is ready; answers how many tasks went out. */
  readonly dispatchAll: (dispatch?: () => Promise<Dispatched>) => Promise<number>
  readonly connectMany: (
    count: number,
    limits?: AccountLimits,
    settings?: Record<string, unknown>,
  ) => Promise<AccountId[]>
  /** Another scheduler process, so to speak, whose clock may be ahead. */
  readonly another: (aheadMs?: number) => () => Promise<Dispatched>
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

/** More than any test needs. */
const looksMax = 200

export async function openLanes(): Promise<TestLanes> {
  const world = await openWorld()
  const { pool, guard, clock, command } = world
  const another = (aheadMs = 0) =>
    dispatcher({ pool, guard, now: () => clock.now + aheadMs, ratesNow: () => clock.now })
  const dispatch = another()
  return {
    ...world,
    another,
    dispatch,
    async dispatchAll(look = dispatch) {
      let all = 0
      for (let looks = 0; looks < looksMax; looks++) {
        const { tasks, more } = await look()
        all += tasks
        if (!more) return all
      }
      return assert.fail(`${looksMax} looks, and still more to look at`)
    },
    connectMany: (count, limits, settings) =>
      Promise.all(Array.from({ length: count }, () => world.connect(limits, settings))),
    async run(accountIds, changes = {}) {
      const create = newRun(accountIds, clock.now, changes)
      await command(create)
      return { id: create.runId, tasks: create.tasks.map(({ taskId }) => taskId) }
    },
    async inFlight() {
      const { rows } = await pool.query<{ id: TaskId }>(
        `select stream_id as id from events join running on task_id = stream_id
         where type = 'TaskDue' and (data->>'attempt')::integer = running.attempt order by position`,
      )
      return rows.map(({ id }) => id)
    },
    settle: async (taskIds, outcome = { outcome: 'published' }, idempotency = endlessKey) => {
      const settling = { outcome, idempotency, startedAt: clock.now, now: clock.now }
      const { rows } = await pool.query<{ id: TaskId; attempt: number }>(
        'select id, attempt from task_states where id = any($1)',
        [taskIds],
      )
      await Promise.all(
        rows.map(({ id, attempt }) => command({ ...settled(id), attempt, ...settling })),
      )
    },
  }
}

const newRun = (
  accountIds: readonly AccountId[],
  now: number,
  changes: Partial<CreateRun>,
  runId = changes.runId ?? mint('run'),
): CreateRun => ({
  type: 'CreateRun',
  runId,
  projectId: defaultProjectId,
  snapshot: snapshot.sha256,
  title: 'Spring',
  tasks: accountIds.map((accountId, ordinal) => ({
    taskId: taskIdOf(runId, ordinal),
    accountId,
    platform: 'webhook',
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

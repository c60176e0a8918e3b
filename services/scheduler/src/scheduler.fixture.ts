import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import {
  defaultProjectId,
  taskIdOf,
  type AccountId,
  type AccountLimits,
  type CommitOutcome,
  type CreateRun,
  type Idempotency,
  type RunId,
  type TaskId,
} from '@pressrun/events'
import { Dispatcher } from './lanes/dispatch.ts'
import type { Dispatched } from './lanes/dispatched.ts'
import { newId, openWorld, snapshot, type TestWorld } from './world.fixture.ts'

/** A scheduler's environment, with lanes and their tasks. */
export type TestLanes = TestWorld & {
  readonly dispatch: () => Promise<Dispatched>
  /** Dispatches until nothing more is ready; returns how many tasks went out. */
  readonly dispatchAll: (dispatch?: () => Promise<Dispatched>) => Promise<number>
  readonly connectMany: (
    count: number,
    limits?: AccountLimits,
    settings?: Record<string, unknown>,
  ) => Promise<AccountId[]>
  /** Stands for another scheduler process, whose clock may be ahead. It takes over from the one before. */
  readonly another: (aheadMs?: number) => () => Promise<Dispatched>
  /** A dispatcher beside the others. */
  readonly competitor: (aheadMs?: number) => Dispatcher
  /** When the next pass is due; milliseconds. */
  readonly nextAt: () => number
  /** Drops the state in memory. */
  readonly forget: () => void
  /** A started run with a task for each account, in this order. */
  readonly run: (accountIds: readonly AccountId[], changes?: Partial<CreateRun>) => Promise<TestRun>
  /** The tasks in flight, in the order in which they went out. */
  readonly inFlight: () => Promise<TaskId[]>
  /** Ends the current attempt of each. */
  readonly settle: (
    taskIds: readonly TaskId[],
    outcome?: CommitOutcome,
    idempotency?: Idempotency,
  ) => Promise<void>
}

export type TestRun = { readonly id: RunId; readonly tasks: readonly TaskId[] }

/** More than any test needs. */
const passesMax = 200

/** The database may need a moment to notice that the former leader is gone. */
async function passOnceFree(dispatcher: Dispatcher): Promise<Dispatched> {
  for (let tries = 0; tries < passesMax; tries++) {
    const dispatched = await dispatcher.pass()
    if (!dispatched.busy) return dispatched
    await pause(5)
  }
  return assert.fail('the role is not free')
}

export async function openLanes(): Promise<TestLanes> {
  const world = await openWorld()
  const { pool, guard, clock, command } = world
  const stack = new AsyncDisposableStack()
  stack.use(world)
  const competitor = (aheadMs = 0) =>
    stack.use(
      new Dispatcher({
        url: world.url,
        guard,
        now: () => clock.now + aheadMs,
        ratesNow: () => clock.now,
      }),
    )
  let holder: Dispatcher | undefined
  const another = (aheadMs = 0) => {
    const dispatcher = competitor(aheadMs)
    return async () => {
      if (holder !== dispatcher) await holder?.[Symbol.asyncDispose]()
      holder = dispatcher
      return passOnceFree(dispatcher)
    }
  }
  const dispatch = another()
  return {
    ...world,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
    another,
    competitor,
    dispatch,
    nextAt: () => holder?.nextAt(clock.now) ?? Infinity,
    forget: () => holder?.forget(),
    async dispatchAll(pass = dispatch) {
      let all = 0
      for (let passes = 0; passes < passesMax; passes++) {
        const { tasks, more } = await pass()
        all += tasks
        if (!more) return all
      }
      return assert.fail(`${passesMax} passes, and still more to do`)
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
  runId = changes.runId ?? newId('run'),
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

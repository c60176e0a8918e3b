import assert from 'node:assert/strict'
import { afterEach, beforeEach, suite, test } from 'node:test'
import { toInstant, type AccountId, type RunId, type TaskId } from '@pressrun/events'
import { eventually } from '@pressrun/tests'
import { Alarm } from './alarm.ts'
import type { Dispatched } from './lanes/dispatch.ts'
import { openLanes, type TestLanes } from './scheduler.fixture.ts'
import { FiringAgenda } from './schedules/firing-agenda.ts'
import { runScheduler } from './service.ts'

suite('the scheduler', () => {
  let lanes: TestLanes
  let accountId: AccountId
  beforeEach(async () => {
    lanes = await openLanes()
    accountId = await lanes.connect()
  })
  afterEach(() => lanes[Symbol.asyncDispose]())

  /** Lets it run on the standing clock; ends it with the test. */
  const running = (dispatch: () => Promise<Dispatched> = lanes.dispatch) => {
    const alarm = new Alarm()
    const touchedRuns = new Set<RunId>()
    const touchedAccounts = new Set<AccountId>()
    const faults: unknown[] = []
    const controller = new AbortController()
    const { pool, handle, clock } = lanes
    const ended = runScheduler({
      pool,
      handle,
      dispatch,
      alarm,
      touchedRuns,
      touchedAccounts,
      schedules: new FiringAgenda(
        async () => Infinity,
        () => clock.now,
      ),
      now: () => clock.now,
      failed: (cause) => faults.push(cause),
      signal: controller.signal,
    })
    const end = async () => {
      controller.abort()
      await ended
    }
    const passTime = (ms: number) => {
      clock.now += ms
      alarm.ring()
    }
    return { alarm, touchedRuns, touchedAccounts, faults, passTime, [Symbol.asyncDispose]: end }
  }
  const sent = (tasks: number) =>
    eventually(async () => (await lanes.inFlight()).length === tasks, { what: `${tasks} sent` })
  const completed = (runId: RunId) =>
    eventually(
      async () => {
        const { rows } = await lanes.pool.query('select status from runs where id = $1', [runId])
        return rows[0]?.status === 'completed'
      },
      { what: 'the run is completed' },
    )

  test('sends what is ready when it starts, and what becomes ready when it is woken', async () => {
    const first = await lanes.run([accountId])
    await using scheduler = running()
    await sent(1)
    await lanes.run([accountId])
    await lanes.settle(first.tasks)
    scheduler.passTime(1_000)
    await sent(1)
    assert.deepEqual(scheduler.faults, [])
  })

  test('completes a run it was told of', async () => {
    await using scheduler = running()
    const run = await lanes.run([accountId])
    scheduler.passTime(1_000)
    await sent(1)
    await lanes.settle(run.tasks)
    scheduler.touchedRuns.add(run.id)
    scheduler.passTime(1_000)
    await completed(run.id)
  })

  test('completes a run it was not told of, for a wake-up can be lost', async () => {
    await using scheduler = running()
    const run = await lanes.run([accountId])
    scheduler.passTime(1_000)
    await sent(1)
    await lanes.settle(run.tasks)
    scheduler.passTime(15_000)
    await completed(run.id)
  })

  test('wakes by itself for what is due later', async () => {
    await lanes.run([accountId], { scheduledAt: toInstant(lanes.clock.now + 30) })
    const looks: number[] = []
    await using _scheduler = running(async () => {
      looks.push((lanes.clock.now += 10))
      return lanes.dispatch()
    })
    await sent(1)
    assert.ok(looks.length >= 2)
  })

  test('goes on after a fault, and looks at every run again', async () => {
    const run = await lanes.run([accountId])
    await lanes.dispatch()
    await lanes.settle(run.tasks)
    const fault = new Error('The database is away.')
    let looks = 0
    await using scheduler = running(() => {
      looks += 1
      return looks === 1 ? Promise.reject(fault) : lanes.dispatch()
    })
    await completed(run.id)
    assert.deepEqual(scheduler.faults, [fault])
  })

  test('holds what waits for an account that is held, and releases it afterwards', async () => {
    const run = await lanes.run([accountId])
    await lanes.command({ type: 'HoldAccount', accountId, code: 'auth-required', message: 'Gone.' })
    await using scheduler = running()
    await statusOf(run.tasks, 'held')
    await lanes.command({ type: 'ResumeAccount', accountId })
    scheduler.touchedAccounts.add(accountId)
    scheduler.alarm.ring()
    await sent(1)
  })

  test('lets an unconfirmed task be looked for when its time has come', async () => {
    const { tasks } = await lanes.run([accountId])
    await lanes.dispatch()
    const unknown = { outcome: 'unknown', code: 'reset', message: 'Reset.' } as const
    await lanes.settle(tasks, unknown, { class: 'lookup', settleMs: 10_000, canReconcile: true })
    await lanes.command({
      type: 'CancelTask',
      taskId: tasks[0] ?? assert.fail(),
      now: lanes.clock.now,
    })
    await using scheduler = running()
    const looks = async () => {
      const { rows } = await lanes.pool.query<{ looks: number }>('select looks from tasks')
      return rows[0]?.looks
    }
    scheduler.passTime(29_000)
    scheduler.passTime(2_000)
    await eventually(async () => (await looks()) === 1, { what: 'it is looked for' })
  })

  const statusOf = (taskIds: readonly TaskId[], status: string) =>
    eventually(
      async () => {
        const { rows } = await lanes.pool.query<{ status: string }>(
          'select status from tasks where id = any($1)',
          [taskIds],
        )
        return rows.every((row) => row.status === status)
      },
      { what: `all are ${status}` },
    )
})

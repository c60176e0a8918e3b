import assert from 'node:assert/strict'
import { afterEach, beforeEach, suite, test } from 'node:test'
import { toInstant, type AccountId, type RunId } from '@pressrun/events'
import { eventually } from '@pressrun/tests'
import { Alarm } from './alarm.ts'
import type { Dispatched } from './lanes/dispatch.ts'
import { openLanes, type TestLanes } from './scheduler.fixture.ts'
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
    const faults: unknown[] = []
    const controller = new AbortController()
    const { pool, handle, clock } = lanes
    const ended = runScheduler({
      pool,
      handle,
      dispatch,
      alarm,
      touchedRuns,
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
    return { alarm, touchedRuns, faults, passTime, [Symbol.asyncDispose]: end }
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
})

import assert from 'node:assert/strict'
import { afterEach, beforeEach, suite, test } from 'node:test'
import {
  reconcileGapMs,
  toInstant,
  type AccountId,
  type RunId,
  type TaskId,
} from '@pressrun/events'
import { faultyRows } from '@pressrun/db/testing'
import { createLogger, createMetrics } from '@pressrun/runtime'
import { eventually } from '@pressrun/tests'
import { Alarm } from './alarm.ts'
import { afterSetBack } from './clock/after-set-back.ts'
import { PeriodicTask, roundEveryMs } from './periodic/periodic-task.ts'
import { periodicTasks, notifyPeriodicTasks } from './periodic/periodic-tasks.ts'
import type { Dispatched } from './lanes/dispatched.ts'
import { openLanes, type TestLanes } from './scheduler.fixture.ts'
import { rowRepairer } from './rows/row-repairer.ts'
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
  const running = (
    dispatch: () => Promise<Dispatched> = lanes.dispatch,
    first: readonly PeriodicTask[] = [],
  ) => {
    const alarm = new Alarm()
    const faults: unknown[] = []
    const controller = new AbortController()
    const { pool, clock } = lanes
    const now = () => clock.now
    const log = createLogger({ service: 'scheduler', level: 'silent' })
    const metrics = createMetrics('scheduler')
    const wake = () => alarm.ring()
    const repair = rowRepairer({ pool, witnesses: async () => [], log, wake })

    const periodic = periodicTasks({ ...lanes, now, alarm, jobs: {}, log, metrics, repair })
    const ended = runScheduler({
      dispatch,
      nextPass: lanes.nextAt,
      notify: (touched) => notifyPeriodicTasks(periodic, touched),
      periodic: [...first, ...Object.values(periodic)],
      async afterSetBack(at) {
        lanes.forget()
        await afterSetBack(pool, lanes.handle, at)
      },
      repair,
      alarm,
      now,
      failed: (cause, task) => faults.push(task ?? cause),
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
    return { alarm, periodic, faults, passTime, [Symbol.asyncDispose]: end }
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

  for (const row of ['dispatcher', 'log_head'])
    test(`recreates its row in ${row} when that was deleted, and goes on`, async () => {
      const first = await lanes.run([accountId])
      await using scheduler = running()
      await sent(1)
      await lanes.settle(first.tasks)
      await lanes.pool.query(`delete from ${row}`)
      scheduler.passTime(roundEveryMs)
      await eventually(async () => (await faultyRows(lanes.pool)).length === 0, {
        what: 'it is there again',
      })
      await lanes.run([accountId])
      scheduler.alarm.ring()
      await sent(1)
    })

  test('takes passes that commit nothing further and further apart, and reports them', async () => {
    let passes = 0
    await using scheduler = running(async () => {
      passes += 1
      return { ...(await lanes.dispatch()), more: true, conflicted: passes > 1 }
    })
    await eventually(() => scheduler.faults.length >= 3, { what: 'it has said so' })
    assert.match(String(scheduler.faults[0]), /4 passes in a row came to nothing/)
    assert.match(String(scheduler.faults[1]), /8 passes/)
  })

  test('completes a run as soon as its last task is over', async () => {
    await using scheduler = running()
    const run = await lanes.run([accountId])
    scheduler.passTime(1_000)
    await sent(1)
    await lanes.settle(run.tasks)
    scheduler.passTime(1_000)
    await completed(run.id)
  })

  test('completes a run even if no signal announced its end', async () => {
    await using scheduler = running()
    const run = await lanes.run([accountId])
    scheduler.passTime(1_000)
    await sent(1)
    await lanes.settle(run.tasks)
    scheduler.passTime(roundEveryMs)
    await completed(run.id)
  })

  test('wakes by itself for what is due later', async () => {
    await lanes.run([accountId], { scheduledAt: toInstant(lanes.clock.now + 30) })
    const passes: number[] = []
    await using _scheduler = running(async () => {
      passes.push((lanes.clock.now += 10))
      return lanes.dispatch()
    })
    await sent(1)
    assert.ok(passes.length >= 2)
  })

  test('passes at most every 20 ms while there are many signals', async () => {
    const passes: number[] = []
    await using scheduler = running(() => {
      passes.push(performance.now())
      for (let i = 0; i < 9; i++) scheduler.alarm.ring()
      return lanes.dispatch()
    })
    const count = 11
    await eventually(() => passes.length >= count, { what: `${count} looks` })
    const [first = 0, last = 0] = [passes[0], passes[count - 1]]
    // Timers count in whole milliseconds.
    assert.ok(last - first >= (count - 1) * 19, `${last - first}`)
  })

  test('checks again soon where another scheduler dispatches, for that one may die', async () => {
    let passes = 0
    await using _scheduler = running(async () => {
      passes += 1
      return { ...(await lanes.dispatch()), busy: passes === 1 }
    })
    await eventually(() => passes >= 2, { within: roundEveryMs / 3, what: 'a second look' })
  })

  test('does nothing else while another dispatches, and everything when it takes over', async () => {
    let isBusy = true
    let passes = 0
    let done = 0
    const counted = new PeriodicTask({
      name: 'counted',
      now: () => lanes.clock.now,
      work: () => Promise.resolve(++done && Infinity),
    })
    const dispatch = async () => {
      passes += 1
      return { ...(await lanes.dispatch()), busy: isBusy }
    }
    await using scheduler = running(dispatch, [counted])
    await eventually(() => passes >= 2, { within: 5_000, what: 'it asks' })
    assert.equal(done, 0)
    isBusy = false
    await eventually(() => done === 1, { within: 5_000, what: 'it does' })
    assert.deepEqual(scheduler.faults, [])
  })

  test('goes on after a fault, and checks every run again', async () => {
    const run = await lanes.run([accountId])
    await lanes.dispatch()
    await lanes.settle(run.tasks)
    const fault = new Error('The database is away.')
    let passes = 0
    await using scheduler = running(() => {
      passes += 1
      return passes === 1 ? Promise.reject(fault) : lanes.dispatch()
    })
    await completed(run.id)
    assert.deepEqual(scheduler.faults, [fault])
  })

  test('does its other periodic tasks when one of them fails, and names the failed one', async () => {
    const broken = new PeriodicTask({
      name: 'broken',
      now: () => lanes.clock.now,
      work: () => Promise.reject(new Error('It is broken.')),
    })
    await using scheduler = running(lanes.dispatch, [broken])
    const run = await lanes.run([accountId])
    scheduler.passTime(1_000)
    await sent(1)
    await lanes.settle(run.tasks)
    scheduler.passTime(roundEveryMs)
    await completed(run.id)
    assert.deepEqual(new Set(scheduler.faults), new Set(['broken']))
  })

  test('notices by itself that the clock was set forward', async () => {
    await lanes.run([accountId], { scheduledAt: toInstant(lanes.clock.now + 3_600_000) })
    await using scheduler = running()
    await eventually(() => Number.isFinite(lanes.nextAt()), { what: 'it sleeps' })
    lanes.clock.now += 3_600_000
    await sent(1)
    assert.deepEqual(scheduler.faults, [])
  })

  test('goes on from now when the clock was set back', async () => {
    const limited = await lanes.connect({ ratePerHour: 1 })
    await lanes.run([limited])
    await using scheduler = running()
    await sent(1)
    await lanes.settle(await lanes.inFlight())
    await lanes.run([limited])
    scheduler.passTime(1_000)
    const hour = 3_600_000
    await eventually(() => Number.isFinite(lanes.nextAt()), { what: 'it sleeps' })
    scheduler.passTime(-24 * hour)
    await eventually(() => lanes.nextAt() < lanes.clock.now + 2 * hour, {
      what: 'it waits for no time of the clock before',
    })
  })

  test('holds the waiting tasks of a held account, and releases them afterwards', async () => {
    const run = await lanes.run([accountId])
    await lanes.command({ type: 'HoldAccount', accountId, code: 'auth-required', message: 'Gone.' })
    await using scheduler = running()
    await statusOf(run.tasks, 'held')
    await lanes.command({ type: 'ResumeAccount', accountId })
    scheduler.alarm.ring()
    await sent(1)
  })

  test('has an unconfirmed task checked when its time has come', async () => {
    const { tasks } = await lanes.run([accountId])
    await lanes.dispatch()
    const unknown = { outcome: 'unknown', code: 'reset', message: 'Reset.' } as const
    await lanes.settle(tasks, unknown, { class: 'lookup', settleMs: 10_000, canReconcile: true })
    // Away from the instants at which every periodic task is due.
    lanes.clock.now += 5_000
    const dueMs = lanes.clock.now + reconcileGapMs(0)
    const [taskId = assert.fail()] = tasks
    await lanes.command({ type: 'CancelTask', taskId, now: lanes.clock.now })
    await using scheduler = running()
    const passes = async () => {
      const { rows } = await lanes.pool.query<{ checks: number }>('select checks from tasks')
      return rows[0]?.checks
    }
    scheduler.passTime(reconcileGapMs(0) - 1)
    const { reconciliations } = scheduler.periodic
    await eventually(() => reconciliations.dueMs === dueMs, { what: 'it knows when' })
    assert.equal(await passes(), 0)
    scheduler.passTime(1)
    await eventually(async () => (await passes()) === 1, { what: 'it is looked for' })
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

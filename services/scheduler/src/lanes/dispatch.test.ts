import assert from 'node:assert/strict'
import { afterEach, beforeEach, suite, test } from 'node:test'
import { toInstant, type TaskId } from '@pressrun/events'
import { openLanes, type TestLanes } from '../scheduler.fixture.ts'

let lanes: TestLanes
const each = () => {
  beforeEach(async () => {
    lanes = await openLanes()
  })
  afterEach(() => lanes[Symbol.asyncDispose]())
}
const minutes = (count: number) => count * 60_000

suite('the order of a lane', () => {
  each()

  test('is one at a time unless the account says otherwise', async () => {
    const account = await lanes.connect()
    const first = await lanes.run([account])
    const second = await lanes.run([account])
    assert.equal(await lanes.dispatchAll(), 1)
    assert.deepEqual(await lanes.inFlight(), first.tasks)
    assert.equal(await lanes.dispatchAll(), 0)
    await lanes.settle(first.tasks)
    assert.equal(await lanes.dispatchAll(), 1)
    assert.deepEqual(await lanes.inFlight(), second.tasks)
  })

  for (const maxInFlight of [1, 10])
    test(`is priority, then due time, then plan, with ${maxInFlight} at a time`, async () => {
      const account = await lanes.connect({ maxInFlight })
      const scheduledAt = toInstant(lanes.clock.now + minutes(1))
      const scheduled = await lanes.run([account], { scheduledAt })
      const late = await lanes.run([account])
      const later = await lanes.run([account])
      const idle = await lanes.run([account], { priority: 0 })
      const urgent = await lanes.run([account], { priority: 9 })
      lanes.clock.now += minutes(2)
      const newest = await lanes.run([account])
      const order: TaskId[] = []
      while ((await lanes.dispatchAll()) > 0) {
        const out = await lanes.inFlight()
        order.push(...out)
        await lanes.settle(out)
      }
      const runs = [urgent, late, later, scheduled, newest, idle]
      assert.deepEqual(
        order,
        runs.flatMap((run) => run.tasks),
      )
    })

  test('has at most maxInFlight in flight, and uses all of it', async () => {
    const account = await lanes.connect({ maxInFlight: 3 })
    for (let i = 0; i < 5; i++) await lanes.run([account])
    assert.equal(await lanes.dispatchAll(), 3)
    assert.equal(await lanes.dispatchAll(), 0)
    const [back] = await lanes.inFlight()
    await lanes.settle([back ?? assert.fail()])
    assert.equal(await lanes.dispatchAll(), 1)
  })

  test('is not blocked by a task that backs off, which goes out when it is due', async () => {
    const account = await lanes.connect()
    const failing = await lanes.run([account])
    const behind = await lanes.run([account])
    await lanes.dispatchAll()
    await lanes.settle(failing.tasks, { outcome: 'not-sent', code: 'refused', message: 'No.' })
    await lanes.dispatchAll()
    assert.deepEqual(await lanes.inFlight(), behind.tasks)
    await lanes.settle(behind.tasks)
    assert.equal(await lanes.dispatchAll(), 0)
    lanes.clock.now += minutes(10)
    assert.equal(await lanes.dispatchAll(), 1)
    assert.deepEqual(await lanes.inFlight(), failing.tasks)
  })
})

suite('a run', () => {
  each()

  test('has no more tasks in flight than its concurrency, over all its accounts', async () => {
    const run = await lanes.run(await lanes.connectMany(8), { concurrency: 3 })
    assert.equal(await lanes.dispatchAll(), 3)
    assert.equal(await lanes.dispatchAll(), 0)
    await lanes.settle((await lanes.inFlight()).slice(0, 2))
    assert.equal(await lanes.dispatchAll(), 2)
    assert.equal(run.tasks.length, 8)
  })

  test('a full run leaves the lanes it shares to the others', async () => {
    const accounts = await lanes.connectMany(3)
    await lanes.run(accounts, { concurrency: 1 })
    const other = await lanes.run(accounts)
    assert.equal(await lanes.dispatchAll(), 3)
    const out = await lanes.inFlight()
    assert.equal(out.filter((taskId) => other.tasks.includes(taskId)).length, 2)
  })

  test('a run that waits for its time sends nothing before it', async () => {
    const dueAt = lanes.clock.now + minutes(30)
    await lanes.run(await lanes.connectMany(2), { scheduledAt: toInstant(dueAt) })
    assert.equal(await lanes.dispatchAll(), 0)
    assert.equal(lanes.nextAt(), dueAt)
    lanes.clock.now = dueAt - 1
    assert.equal(await lanes.dispatchAll(), 0)
    lanes.clock.now = dueAt
    assert.equal(await lanes.dispatchAll(), 2)
    assert.equal(lanes.nextAt(), Infinity)
  })

  test('a paused run sends nothing until it is resumed, and blocks no other', async () => {
    const accounts = await lanes.connectMany(2)
    const paused = await lanes.run(accounts)
    await lanes.command({ type: 'PauseRun', runId: paused.id })
    const other = await lanes.run(accounts)
    await lanes.dispatchAll()
    assert.deepEqual((await lanes.inFlight()).toSorted(), other.tasks.toSorted())
    await lanes.settle(other.tasks)
    assert.equal(await lanes.dispatchAll(), 0)
    await lanes.command({ type: 'ResumeRun', runId: paused.id })
    assert.equal(await lanes.dispatchAll(), 2)
  })

  test('a run that is a draft or cancelled sends nothing', async () => {
    const accounts = await lanes.connectMany(2)
    await lanes.run(accounts, { start: false })
    const cancelled = await lanes.run(accounts)
    await lanes.command({ type: 'CancelRun', runId: cancelled.id })
    assert.equal(await lanes.dispatchAll(), 0)
  })
})

suite('an account', () => {
  each()

  test('an account that is paused or held sends nothing, and sends again once it is resumed', async () => {
    const accountId = await lanes.connect()
    const active = await lanes.connect()
    for (const stop of [
      { type: 'PauseAccount' },
      { type: 'HoldAccount', code: 'auth-required', message: 'Gone.' },
    ] as const) {
      await lanes.command({ ...stop, accountId })
      const run = await lanes.run([accountId, active])
      assert.equal(await lanes.dispatchAll(), 1)
      await lanes.settle(run.tasks.slice(1))
      await lanes.command({ type: 'ResumeAccount', accountId })
      assert.equal(await lanes.dispatchAll(), 1)
      await lanes.settle(run.tasks.slice(0, 1))
    }
  })

  test('an account that is blocked for a time sends nothing until then, and the scheduler knows when', async () => {
    const accountId = await lanes.connect()
    await lanes.connect()
    const until = lanes.clock.now + minutes(5)
    await lanes.command({
      type: 'ThrottleAccount',
      accountId,
      until: toInstant(until),
      scope: 'account',
    })
    await lanes.run([accountId])
    assert.equal(await lanes.dispatchAll(), 0)
    assert.equal(lanes.nextAt(), until)
    lanes.clock.now = until
    assert.equal(await lanes.dispatchAll(), 1)
    assert.equal(lanes.nextAt(), Infinity)
  })
})

suite('many lanes', () => {
  each()

  test('are all served, even if there are more than one pass takes', async () => {
    const accounts = await lanes.connectMany(620)
    await lanes.run(accounts)
    await lanes.run(accounts)
    assert.equal(await lanes.dispatchAll(), 620)
    const first = await lanes.inFlight()
    await lanes.settle(first)
    assert.equal(await lanes.dispatchAll(), 620)
    assert.equal(new Set([...first, ...(await lanes.inFlight())]).size, 1_240)
  })

  test('with nothing to send do not hide those behind them', async () => {
    const accounts = (await lanes.connectMany(510)).toSorted()
    await lanes.run(accounts)
    for (const accountId of accounts.slice(0, 505))
      await lanes.command({ type: 'PauseAccount', accountId })
    assert.equal(await lanes.dispatchAll(), 5)
  })
})

suite('two schedulers', () => {
  each()

  test('never exceed a limit together, and send nothing twice', async () => {
    const accounts = await lanes.connectMany(20, { maxInFlight: 2 })
    const runs = await Promise.all(
      Array.from({ length: 6 }, () => lanes.run(accounts, { concurrency: 15 })),
    )
    const dispatchers = [lanes.competitor(), lanes.competitor(), lanes.competitor()]
    let passes = 0
    const left = new Set(runs.flatMap((run) => run.tasks))
    while (left.size > 0) {
      await Promise.all(dispatchers.map((dispatcher) => dispatcher.pass()))
      // The dispatcher ends, and another has to take over.
      if (passes++ % 5 === 4) await dispatchers[(passes / 5) % 3]?.[Symbol.asyncDispose]()
      const { rows } = await lanes.pool.query<{ most: number }>(
        `select max(tasks)::integer as most from
          (select count(*) as tasks from running group by account_id) a`,
      )
      assert.ok((rows[0]?.most ?? 0) <= 2)
      const perRun = await lanes.pool.query<{ most: number }>(
        `select max(tasks)::integer as most from
          (select count(*) as tasks from running join tasks on id = task_id group by run_id) r`,
      )
      assert.ok((perRun.rows[0]?.most ?? 0) <= 15)
      const out = await lanes.inFlight()
      await lanes.settle(out)
      out.forEach((taskId) => left.delete(taskId))
    }
    const due = await lanes.pool.query(
      `select stream_id from events where type = 'TaskDue' group by stream_id having count(*) > 1`,
    )
    assert.deepEqual(due.rows, [])
  })

  test('leave dispatching to the one with the lock, and lose nothing by that', async () => {
    const run = await lanes.run([await lanes.connect()])
    const both = [lanes.competitor(), lanes.competitor()]
    const passes = await Promise.all(both.map((dispatcher) => dispatcher.pass()))
    assert.deepEqual(
      passes.reduce((sum, { tasks }) => sum + tasks, 0),
      1,
    )
    assert.equal(passes.filter(({ busy }) => busy).length, 1)
    assert.deepEqual(await lanes.inFlight(), run.tasks)
  })
})

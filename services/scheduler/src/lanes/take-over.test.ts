import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface, type Interface } from 'node:readline'
import { afterEach, beforeEach, suite, test } from 'node:test'
import type { TaskId } from '@pressrun/events'
import { eventually } from '@pressrun/tests'
import type { Dispatched } from './dispatched.ts'
import { openLanes, type TestLanes } from '../scheduler.fixture.ts'

const script = join(import.meta.dirname, 'take-over.fixture.ts')

let lanes: TestLanes
let tasks: readonly TaskId[]
/** Called in a suite: each of its tests has twelve accounts with three tasks. */
function eachInItsWorld(): void {
  beforeEach(async () => {
    lanes = await openLanes()
    const accounts = await lanes.connectMany(12, { maxInFlight: 2, ratePerMinute: 60 })
    const runs = await Promise.all([lanes.run(accounts), lanes.run(accounts), lanes.run(accounts)])
    tasks = runs.flatMap((run) => run.tasks)
  })
  afterEach(() => lanes[Symbol.asyncDispose]())
}

/** Everything goes out once, and never more than two of an account at a time. */
async function assertAllGoOnce(dispatch: () => Promise<Dispatched>): Promise<void> {
  const sent: TaskId[] = []
  while (sent.length < tasks.length) {
    await lanes.dispatchAll(dispatch)
    const out = await lanes.inFlight()
    assert.ok(out.length > 0 && out.length <= 24)
    sent.push(...out)
    await lanes.settle(out)
  }
  assert.deepEqual(sent.toSorted(), tasks.toSorted())
  const { rows } = await lanes.pool.query(
    `select stream_id from events where type = 'TaskDue' group by stream_id having count(*) > 1`,
  )
  assert.deepEqual(rows, [])
}

suite('a scheduler takes over', () => {
  eachInItsWorld()

  let other: ChildProcess
  let says: Interface
  beforeEach(async () => {
    other = spawn(process.execPath, [script, lanes.url, String(lanes.clock.now)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    says = createInterface(other.stdout ?? assert.fail())
    await Promise.race([
      once(says, 'line'),
      once(other, 'exit').then(() => assert.fail('it did not get to its pass')),
    ])
  })
  afterEach(() => other.kill('SIGKILL'))

  test('at once from one that was killed in the middle of a pass', async () => {
    const beside = lanes.competitor()
    assert.equal((await beside.pass()).busy, true)
    other.kill('SIGKILL')
    await once(other, 'exit')
    await eventually(async () => !(await beside.pass()).busy, { within: 1_000, what: 'it is free' })
    await assertAllGoOnce(() => beside.pass())
  })

  test('within seconds from one that stands still, which sends nothing when it resumes', async () => {
    other.kill('SIGSTOP')
    const beside = lanes.competitor()
    await eventually(async () => !(await beside.pass()).busy, {
      within: 6_000,
      what: 'it is taken',
    })
    const printed = once(says, 'line')
    other.kill('SIGCONT')
    assert.deepEqual(await printed, ['failed'])
    await assertAllGoOnce(() => beside.pass())
  })
})

suite('a dispatcher beside one that works', () => {
  eachInItsWorld()

  test('does not take over, however often it asks', async () => {
    const working = lanes.competitor()
    const beside = lanes.competitor()
    await working.pass()
    for (const askedUntil = Date.now() + 4_000; Date.now() < askedUntil;)
      assert.equal((await beside.pass()).busy, true)
    assert.equal((await working.pass()).busy, false)
  })
})

suite('a dispatcher whose epoch is over', () => {
  eachInItsWorld()

  /** As a take-over does first. */
  const beginEpoch = 'update dispatcher set epoch = epoch + 1'

  test('notices that before it chooses anything, and loads the rows again', async () => {
    const late = lanes.competitor()
    await late.pass()
    await lanes.settle(await lanes.inFlight())
    await lanes.pool.query(beginEpoch)
    const { tasks: sent, more } = await late.pass()
    assert.deepEqual([sent, more], [0, true])
    assert.deepEqual(await lanes.inFlight(), [])
    assert.ok((await late.pass()).tasks > 0)
  })

  test('cannot commit what it had chosen', async () => {
    const late = lanes.competitor()
    await late.pass()
    await lanes.settle(await lanes.inFlight())
    const client = await lanes.pool.connect()
    await client.query('begin')
    await client.query(beginEpoch)
    const passing = late.pass()
    await eventually(async () => {
      const { rows } = await lanes.pool.query(
        `select from pg_stat_activity where application_name = 'pressrun-dispatcher'
          and wait_event_type = 'Lock' and query like '%update dispatcher%'`,
      )
      return rows.length === 1
    })
    await client.query('commit')
    client.release()
    assert.equal((await passing).tasks, 0)
    assert.deepEqual(await lanes.inFlight(), [])
    await late[Symbol.asyncDispose]()
    assert.ok((await lanes.dispatchAll()) > 0)
  })
})

suite('a dispatcher whose own row was changed by hand', () => {
  eachInItsWorld()

  const dispatcherRow = async () => {
    const { rows } = await lanes.pool.query<{ epoch: number; seq: number }>(
      'select * from dispatcher',
    )
    return rows[0] ?? assert.fail('there is none')
  }
  const cases = [
    ['deleted', 'delete from dispatcher'],
    ['with an epoch that was', 'update dispatcher set epoch = 1'],
    ['with no epoch there can be', 'update dispatcher set epoch = 9223372036854775807'],
    ['with a row that the log does not have', 'update dispatcher set seq = seq + 1000000'],
    ['with a row before the log', 'update dispatcher set seq = -7'],
    ['with no time', `update dispatcher set virtual_time = 'NaN'`],
    ['with no time that comes', `update dispatcher set virtual_time = 'infinity'`],
  ] as const
  for (const [what, change] of cases)
    test(`${what}, sends everything once, in an epoch above any before`, async () => {
      await lanes.dispatchAll()
      const first = await lanes.inFlight()
      const before = await dispatcherRow()
      await lanes.pool.query(change)
      await lanes.settle(first)
      const sent = [...first]
      while (sent.length < tasks.length) {
        await lanes.dispatchAll()
        const out = await lanes.inFlight()
        assert.ok(out.length > 0 && out.length <= 24)
        sent.push(...out)
        await lanes.settle(out)
        lanes.clock.now += 60_000
      }
      assert.deepEqual(sent.toSorted(), tasks.toSorted())
      lanes.forget()
      await lanes.dispatchAll()
      const after = await dispatcherRow()
      assert.ok(after.epoch > before.epoch && after.epoch < 2 ** 53, String(after.epoch))
      assert.ok(after.seq >= before.seq)
    })

  test('with a row that the log does not have, reads what has happened since', async () => {
    await lanes.dispatchAll()
    await lanes.settle(await lanes.inFlight())
    await lanes.pool.query('update dispatcher set epoch = epoch + 1, seq = 1000000000')
    await lanes.dispatch()
    const { touched } = await lanes.dispatch()
    assert.ok(touched.runIds.size > 0)
  })

  test('ignores what a frozen dispatcher would still write', async () => {
    await lanes.dispatchAll()
    const { epoch } = await dispatcherRow()
    await lanes.pool.query('delete from dispatcher')
    lanes.forget()
    await lanes.dispatchAll()
    await lanes.pool.query('delete from dispatcher')
    lanes.forget()
    await lanes.dispatchAll()
    assert.ok((await dispatcherRow()).epoch > epoch + 1)
  })
})

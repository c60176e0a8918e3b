import assert from 'node:assert/strict'
import { afterEach, beforeEach, suite, test } from 'node:test'
import { repairMoves } from '@pressrun/db'
import { verifyState } from '@pressrun/db/operating'
import { toInstant, type AccountId, type TaskId } from '@pressrun/events'
import { eventually } from '@pressrun/tests'
import { openLanes, type TestLanes } from '../scheduler.fixture.ts'

let lanes: TestLanes
let account: AccountId
let other: AccountId
const each = () => {
  beforeEach(async () => {
    lanes = await openLanes()
    account = await lanes.connect()
    other = await lanes.connect()
  })
  afterEach(() => lanes[Symbol.asyncDispose]())
}

const copy = (changes = '') => `insert into queue
  select account_id, ${changes || 'priority'}, due_at, id, version, attempt, generation from tasks where id = $1`
const dues = async (id: TaskId) => {
  const { rowCount } = await lanes.pool.query(
    `select from events where type = 'TaskDue' and stream_id = $1`,
    [id],
  )
  return rowCount
}
const firstOf = ({ tasks: [task] }: { readonly tasks: readonly TaskId[] }) => task ?? assert.fail()

suite('a queue row that others have inserted', () => {
  each()

  /** Posts of this account and of another go out as usual, and the one in question only once. */
  async function goesOutOnce(id: TaskId) {
    lanes.forget()
    const run = await lanes.run([account, other])
    const sent = new Set<TaskId>()
    for (let passes = 0; passes < 4; passes++) {
      await lanes.dispatchAll()
      const out = await lanes.inFlight()
      for (const task of out) sent.add(task)
      await lanes.settle(out)
      lanes.clock.now += 60_000
    }
    assert.ok(run.tasks.every((task) => sent.has(task)))
    assert.equal(await dues(id), 1)
    const differences = (await verifyState(lanes.pool)).differences.map(({ field }) => field)
    assert.ok(differences.every((field) => field === 'moves in'))
  }

  test('sends nothing that is in flight', async () => {
    const id = firstOf(await lanes.run([account]))
    await lanes.dispatchAll()
    await lanes.pool.query(copy(), [id])
    await goesOutOnce(id)
  })

  test('sends nothing that was published', async () => {
    const id = firstOf(await lanes.run([account]))
    await lanes.dispatchAll()
    await lanes.settle([id])
    await lanes.pool.query(copy(), [id])
    await goesOutOnce(id)
  })

  test('does not send a second time what is queued already', async () => {
    const id = firstOf(await lanes.run([account]))
    await lanes.pool.query(copy('9::smallint'), [id])
    await goesOutOnce(id)
  })

  test('in the lane of another account sends nothing', async () => {
    const id = firstOf(await lanes.run([account]))
    await lanes.pool.query(
      `${copy()} returning 1`.replace('account_id, priority', '$2, priority'),
      [id, other],
    )
    await goesOutOnce(id)
  })

  for (const change of [
    'attempt = 2147483647',
    'version = 2147483647',
    `due_at = 'infinity'`,
    `due_at = '-infinity'`,
    'generation = -1',
    `account_id = 'account_of_nobody'`,
  ])
    test(`blocks no other lane when it has ${change}`, async () => {
      const id = firstOf(await lanes.run([account]))
      await lanes.pool.query(`update queue set ${change} where task_id = $1`, [id])
      lanes.forget()
      const run = await lanes.run([account, other])
      for (let passes = 0; passes < 3; passes++) {
        await lanes.dispatchAll()
        await lanes.settle(await lanes.inFlight())
      }
      for (const task of run.tasks) assert.equal(await dues(task), 1)
      assert.equal(await dues(id), 0)
    })
})

suite('a task whose row others have deleted', () => {
  each()

  for (const [table, waitsMs] of [
    ['queue', 0],
    ['timed', 5_000],
  ] as const)
    test(`goes out once its row in ${table} is made again, though no event names it`, async () => {
      const scheduledAt = toInstant(lanes.clock.now + waitsMs)
      const id = firstOf(await lanes.run([account], waitsMs > 0 ? { scheduledAt } : {}))
      if (table === 'timed') await lanes.dispatchAll()
      await lanes.pool.query(`delete from ${table} where task_id = $1`, [id])
      lanes.clock.now += waitsMs
      await lanes.dispatchAll()
      assert.equal(await dues(id), 0)
      await repairMoves(lanes.pool, [id], lanes.clock.now)
      await lanes.dispatchAll()
      assert.equal(await dues(id), 1)
    })
})

suite('a row of running that is not of an attempt', () => {
  each()

  test('takes no slot of its lane', async () => {
    const id = firstOf(await lanes.run([account]))
    await lanes.dispatchAll()
    await lanes.settle([id])
    await lanes.pool.query(
      `insert into running select id, account_id, version + 1, attempt + 1, now(), generation, null, false
        from tasks where id = $1`,
      [id],
    )
    lanes.forget()
    const next = firstOf(await lanes.run([account]))
    await lanes.dispatchAll()
    assert.equal(await dues(next), 1)
  })
})

suite('a breaker that was changed by hand', () => {
  each()

  test('is open for a minute at most, and waits for no probe that is not in flight', async () => {
    const id = firstOf(await lanes.run([account]))
    await lanes.pool.query(
      `insert into breakers (upstream, failures, accounts, open_until, probe)
        select upstream, 7, '["x", "y"]', 'infinity', 'task_of_nobody' from accounts where id = $1`,
      [account],
    )
    await lanes.dispatchAll()
    assert.equal(await dues(id), 0)
    lanes.clock.now += 61_000
    await lanes.dispatchAll()
    assert.equal(await dues(id), 1)
  })
})

suite('a log_head that is ahead of the log', () => {
  each()

  test('is a fault, after which it is corrected, and no signal is awaited that never comes', async () => {
    await lanes.run([account])
    await lanes.dispatchAll()
    await lanes.pool.query('update log_head set seq = seq + 10, position = position + 10')
    await assert.rejects(lanes.dispatchAll(), /log_head says/)
  })
})

suite('a row of the log that others have written', () => {
  each()

  for (const data of ['garbage', 'null', '[null]', '[{"stream": 7, "data": null}]'])
    for (const subject of ['run.RunStarted', 'task.TaskPublished', 'account.AccountThrottled'])
      test(`stops no dispatcher: ${subject} ${data}`, async () => {
        await lanes.run([account])
        await lanes.dispatch()
        await lanes.pool.query(
          `with head as (update log_head set seq = seq + 1, position = position + 1 returning *)
            insert into log select seq, position, position, $1, 1, '{}', now(), '{}', $2 from head`,
          [`pressrun.events.${subject}`, data],
        )
        const id = firstOf(await lanes.run([other]))
        const isSent = async () => {
          await lanes.dispatch().catch(() => {})
          const { rowCount } = await lanes.pool.query(
            `select from log where strpos(data, $1) > 0 and subject like '%TaskDue%'`,
            [id],
          )
          return rowCount === 1
        }
        await eventually(isSent, { within: 3_000, what: 'the other goes out' })
      })
})

import assert from 'node:assert/strict'
import { afterEach, beforeEach, suite, test } from 'node:test'
import type { AccountId } from '@pressrun/events'
import { openLanes, type TestLanes } from '../scheduler.fixture.ts'

let lanes: TestLanes
beforeEach(async () => {
  lanes = await openLanes()
  await lanes.dispatch()
})
afterEach(() => lanes[Symbol.asyncDispose]())

const pause = (accountIds: readonly AccountId[]) =>
  lanes.pool.query(`update accounts set status = 'paused' where id = any($1)`, [accountIds])

/** How many looks it takes until nothing more is ready. */
async function countLooks(): Promise<{ looks: number; tasks: number }> {
  let tasks = 0
  for (let looks = 1; ; looks++) {
    const look = await lanes.dispatch()
    tasks += look.tasks
    if (!look.more) return { looks, tasks }
    assert.ok(looks < 1_000, 'it keeps looking')
  }
}

suite('a free place in a run', () => {
  test('is found within 30 s, even if nothing told of it', async () => {
    await lanes.run(await lanes.connectMany(2), { concurrency: 1 })
    assert.equal(await lanes.dispatchAll(), 1)
    await lanes.settle(await lanes.inFlight())
    await lanes.pool.query('update lane_clock set seq = (select seq from log_head)')
    assert.equal(await lanes.dispatchAll(), 0)
    lanes.clock.now += 30_000
    assert.equal(await lanes.dispatchAll(), 1)
  })

  test('is offered to many lanes at once after one has not taken it', async () => {
    const accounts = await lanes.connectMany(400)
    await lanes.run(accounts, { concurrency: 1 })
    assert.equal(await lanes.dispatchAll(), 1)
    const { rows } = await lanes.pool.query<{ account_id: AccountId }>(
      `select account_id from lanes where waits_for is not null order by turn desc, account_id desc`,
    )
    await pause(rows.slice(1).map((row) => row.account_id))
    await lanes.settle(await lanes.inFlight())
    const { looks, tasks } = await countLooks()
    assert.equal(tasks, 1)
    assert.ok(looks <= 7, `${looks} looks`)
  })
})

suite('a large run with a small concurrency', () => {
  const lanesBy = async () => {
    const { rows } = await lanes.pool.query<{ ready: boolean; lanes: number }>(
      'select ready, count(*)::integer as lanes from lanes group by ready order by ready',
    )
    return rows.map((row) => [row.ready, row.lanes])
  }

  test('wakes no more lanes than it has room for, and a few to try', async () => {
    const accounts = await lanes.connectMany(1_050)
    await lanes.run(accounts, { concurrency: 3 })
    const { looks, tasks } = await countLooks()
    assert.deepEqual([looks, tasks], [1, 3])
    assert.deepEqual(await lanesBy(), [[false, 1_050]])
    for (let sent = tasks; sent < 30; sent += 3) {
      await lanes.settle(await lanes.inFlight())
      assert.equal(await lanes.dispatchAll(), 3)
    }
  })

  test('finds the few of its lanes that are open when it starts', async () => {
    const accounts = await lanes.connectMany(1_050)
    await pause(accounts.slice(1).filter((_, i) => i !== 1_000))
    await lanes.run(accounts, { concurrency: 5 })
    assert.equal(await lanes.dispatchAll(), 2)
  })

  test('leaves a lane to the other work that is ready in it', async () => {
    const accounts = await lanes.connectMany(1_050)
    const large = await lanes.run(accounts, { concurrency: 1, priority: 9, start: false })
    const [other] = accounts.toSorted().slice(-1)
    await lanes.run([other ?? assert.fail()])
    await lanes.command({ type: 'StartRun', runId: large.id, now: lanes.clock.now })
    assert.equal(await lanes.dispatchAll(), 2)
  })
})

suite('runs over the same accounts', () => {
  test('all fill in one look, though each lane has the same run first', async () => {
    const accounts = await lanes.connectMany(40)
    for (let i = 0; i < 30; i++) await lanes.run(accounts, { concurrency: 1 })
    assert.equal((await lanes.dispatch()).tasks, 30)
    const { looks, tasks } = await countLooks()
    assert.deepEqual([tasks, looks <= 3], [0, true], `${looks} looks`)
  })

  test('send in each lane what comes first there', async () => {
    const accounts = await lanes.connectMany(6)
    const runs = []
    for (const priority of [1, 9, 5])
      runs.push(await lanes.run(accounts, { concurrency: 2, priority }))
    const [low, high, middle] = runs.map((run) => new Set(run.tasks))
    const { tasks } = await lanes.dispatch()
    assert.equal(tasks, 6)
    const sent = await lanes.inFlight()
    const kinds = sent.map((id) => [high, middle, low].findIndex((run) => run?.has(id)))
    assert.deepEqual(kinds, [0, 0, 1, 1, 2, 2])
  })

  test('send nothing that is cancelled while a look reads on', async () => {
    const accounts = await lanes.connectMany(8)
    for (let i = 0; i < 7; i++) await lanes.run(accounts, { concurrency: 1 })
    const last = await lanes.run(accounts, { concurrency: 1 })
    const cancel = { projectId: 'project_1', actor: 'test' } as const
    const [sent, ...answers] = await Promise.all([
      lanes.dispatchAll(),
      ...last.tasks.map((taskId) =>
        lanes.handle({
          command: { type: 'CancelTask', taskId, now: lanes.clock.now },
          meta: cancel,
        }),
      ),
    ])
    const refused = answers.filter(({ kind }) => kind === 'refused').length
    assert.equal(sent, 7 + refused)
  })
})

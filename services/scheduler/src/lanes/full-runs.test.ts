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

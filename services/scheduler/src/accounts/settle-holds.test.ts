import assert from 'node:assert/strict'
import { afterEach, beforeEach, suite, test } from 'node:test'
import { toInstant, type AccountId, type TaskId } from '@pressrun/events'
import { DeferredIds } from '../periodic/deferred-ids.ts'
import { openLanes, type TestLanes } from '../scheduler.fixture.ts'
import { settleHolds } from './settle-holds.ts'

suite('tasks of an account that is held', () => {
  let lanes: TestLanes
  let accountId: AccountId
  beforeEach(async () => {
    lanes = await openLanes()
    accountId = await lanes.connect()
  })
  afterEach(() => lanes[Symbol.asyncDispose]())

  const settle = async (accountIds: readonly AccountId[] | null = null) =>
    (await settleHolds(lanes.pool, lanes.handle, accountIds, lanes.clock.now, new DeferredIds()))
      .tasks
  const hold = () =>
    lanes.command({ type: 'HoldAccount', accountId, code: 'expired', message: 'It expired.' })
  const resume = () => lanes.command({ type: 'ResumeAccount', accountId })
  const row = async (taskId: TaskId | undefined) => {
    const { rows } = await lanes.pool.query(
      'select status, error, not_before from tasks where id = $1',
      [taskId],
    )
    return rows[0]
  }

  test('are held too, and name the reason', async () => {
    const { tasks } = await lanes.run([accountId])
    await hold()
    assert.equal(await settle(), 1)
    const { status, error } = await row(tasks[0])
    assert.deepEqual([status, error.code, error.message], ['held', 'expired', 'It expired.'])
    assert.equal(await settle(), 0)
  })

  test('go out again in the order of their lane', async () => {
    const runs = [await lanes.run([accountId]), await lanes.run([accountId])]
    const urgent = await lanes.run([accountId], { priority: 9 })
    await hold()
    await settle()
    await resume()
    assert.equal(await settle(), 3)
    const { rows } = await lanes.pool.query<{ id: TaskId }>(
      `select stream_id as id from events where type = 'TaskReleased' order by position`,
    )
    assert.deepEqual(
      rows.map(({ id }) => id),
      [urgent, ...runs].flatMap(({ tasks }) => tasks),
    )
  })

  test('tasks of a held account that are scheduled for later stay scheduled', async () => {
    const scheduledAt = toInstant(lanes.clock.now + 3_600_000)
    const { tasks } = await lanes.run([accountId], { scheduledAt })
    await hold()
    await settle()
    await resume()
    await settle()
    const { status, not_before: notBefore } = await row(tasks[0])
    assert.deepEqual([status, notBefore], ['queued', scheduledAt])
  })

  test('are found through their account; tasks of other accounts stay as they are', async () => {
    const other = await lanes.connect()
    await lanes.run([accountId, other])
    await hold()
    assert.equal(await settle([other]), 0)
    assert.equal(await settle([accountId]), 1)
  })
})

import assert from 'node:assert/strict'
import { afterEach, beforeEach, suite, test } from 'node:test'
import { logGuard } from '@pressrun/db'
import { acceptRestore, markRestored } from '@pressrun/db/operating'
import { openLanes, type TestLanes } from '../scheduler.fixture.ts'
import { Dispatcher } from './dispatch.ts'

suite('dispatching from a restored database', () => {
  let lanes: TestLanes
  beforeEach(async () => {
    lanes = await openLanes()
  })
  afterEach(() => lanes[Symbol.asyncDispose]())
  const accept = () => {
    const { pool, handle, clock } = lanes
    return acceptRestore({ pool, handle, now: () => clock.now, actor: 'test' })
  }

  test('waits until a person accepts it, even if it was restored under a running scheduler', async () => {
    const accountId = await lanes.connect()
    await lanes.run([accountId])
    assert.equal(await lanes.dispatchAll(), 1)
    await markRestored(lanes.pool, 'a test says so')
    await lanes.settle(await lanes.inFlight())
    await lanes.run([accountId])
    const { tasks, restored } = await lanes.dispatch()
    assert.deepEqual([tasks, restored], [0, true])
    await accept()
    // What was created while it waited goes out.
    assert.equal(await lanes.dispatchAll(), 1)
  })

  test('begins only once the log was checked, and not while a witness is unreachable', async () => {
    await lanes.run([await lanes.connect()])
    const { url, pool, clock } = lanes
    let away = true
    const witnesses = () => (away ? Promise.reject(new Error('NATS is away')) : Promise.resolve([]))
    const guard = logGuard({ pool, witnesses })
    await using dispatcher = new Dispatcher({ url, guard, now: () => clock.now })
    await assert.rejects(dispatcher.pass(), /NATS is away/)
    away = false
    assert.equal(await lanes.dispatchAll(() => dispatcher.pass()), 1)
  })

  test('notices by itself that a witness is ahead of the log', async () => {
    await lanes.run([await lanes.connect()])
    const { url, pool, clock } = lanes
    const stream = { name: 'the stream', epoch: 1, position: 1_000, id: 'event_lost' }
    const found: string[] = []
    const guard = logGuard({
      pool,
      witnesses: async () => [stream],
      onRestored: (reason) => found.push(reason),
    })
    {
      await using dispatcher = new Dispatcher({ url, guard, now: () => clock.now })
      assert.equal((await dispatcher.pass()).restored, true)
      assert.equal((await dispatcher.pass()).restored, true)
    }
    assert.equal(found.length, 1)
    // Another, which has checked the log before, stops too.
    assert.equal((await lanes.dispatch()).restored, true)
  })
})

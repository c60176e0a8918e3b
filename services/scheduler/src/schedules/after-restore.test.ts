import assert from 'node:assert/strict'
import { afterEach, beforeEach, suite, test } from 'node:test'
import { acceptRestore, markRestored } from '@pressrun/db/operating'
import { openSchedules, type TestSchedules } from './schedules.fixture.ts'

const minuteMs = 60_000

suite('the schedules of a restored database', () => {
  let world: TestSchedules
  beforeEach(async () => {
    world = await openSchedules()
  })
  afterEach(() => world[Symbol.asyncDispose]())
  const passTime = (ms: number) => void (world.clock.now += ms)
  const accept = async () => {
    const { pool, handle, clock } = world
    await acceptRestore({ pool, handle, now: () => clock.now, actor: 'test' })
    assert.equal(await world.guard.check(), true)
  }

  for (const missed of ['all', 'latest'] as const)
    test(`fire nothing before it is accepted, and catch up on nothing then (${missed})`, async () => {
      const id = await world.schedule({ missed, catchUpMinutes: 60 })
      await markRestored(world.pool, 'a test says so')
      passTime(10 * minuteMs)
      assert.equal(await world.fire(), world.clock.now + 1_000)
      assert.deepEqual(await world.runs(), [])
      await accept()
      await world.fire()
      assert.deepEqual(await world.runs(), [])
      const { skipped, skip } = await world.show(id)
      assert.deepEqual([skipped, skip], [10, 'missed'])
      passTime(minuteMs)
      await world.fire()
      assert.deepEqual(
        (await world.runs()).map(({ at }) => at),
        ['09:11'],
      )
    })

  test('fire nothing for a process that has checked another database', async () => {
    await world.schedule()
    await world.pool.query('update log_guard set epoch = epoch + 1')
    passTime(minuteMs)
    await world.fire()
    assert.deepEqual(await world.runs(), [])
    await world.guard.check()
    await world.fire()
    assert.equal((await world.runs()).length, 1)
  })
})

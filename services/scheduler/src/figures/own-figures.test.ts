import assert from 'node:assert/strict'
import { afterEach, beforeEach, suite, test } from 'node:test'
import { openWorld, type TestWorld } from '../world.fixture.ts'
import { figureOwner, placeOf } from './own-figures.ts'

suite('the scheduler that reports the figures of the instance', () => {
  let world: TestWorld
  beforeEach(async () => (world = await openWorld()))
  afterEach(() => world[Symbol.asyncDispose]())

  test('is one of two, and stays the same', async () => {
    await using one = figureOwner(world.pool, 'one')
    await using other = figureOwner(world.pool, 'other')
    const asked = await Promise.all([one.isOurs(), other.isOurs()])
    assert.equal(asked.filter(Boolean).length, 1)
    const [first, second] = asked[0] ? [one, other] : [other, one]
    assert.deepEqual([await second.isOurs(), await first.isOurs()], [false, true])
  })

  test('is the other when the first ends in order', async () => {
    const one = figureOwner(world.pool, 'one')
    await using other = figureOwner(world.pool, 'other')
    assert.deepEqual([await one.isOurs(), await other.isOurs()], [true, false])
    await one[Symbol.asyncDispose]()
    assert.equal(await other.isOurs(), true)
  })

  test('is the other when the time of the first is up', async () => {
    await using one = figureOwner(world.pool, 'one')
    await using other = figureOwner(world.pool, 'other')
    assert.equal(await one.isOurs(), true)
    await world.pool.query(`update figures_owner set until = until - interval '61 s'`)
    assert.deepEqual([await other.isOurs(), await one.isOurs()], [true, false])
  })

  test('is decided again when the row was deleted, or set to an instant that never comes', async () => {
    await using one = figureOwner(world.pool, 'one')
    for (const change of [
      'delete from figures_owner',
      `update figures_owner set owner = 'nobody', until = 'infinity'`,
    ]) {
      await world.pool.query(change)
      assert.equal(await one.isOurs(), true)
    }
  })

  test('is a process restarted in the place of one that died', async () => {
    const died = figureOwner(world.pool, placeOf(8_081))
    assert.equal(await died.isOurs(), true)
    await using again = figureOwner(world.pool, placeOf(8_081))
    assert.equal(await again.isOurs(), true)
    assert.notEqual(placeOf(0), placeOf(0))
  })
})

import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { checkDatabaseClock, judge } from './check-clock.ts'

suite('the doctor on clocks', () => {
  test('warns of seconds, and fails for half a minute', () => {
    const levels = [0, -1_900, 3_000, -31_000].map((skewMs) => judge(skewMs, 'another').level)
    assert.deepEqual(levels, ['ok', 'ok', 'warn', 'fail'])
  })

  test('reports no fault where the database is away', async () => {
    const check = checkDatabaseClock('postgres://pressrun@127.0.0.1:1/none', Date.now)
    const { level, advice } = await check.run()
    assert.deepEqual([level, advice], ['warn', 'see what is said of postgres'])
  })
})

import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { rebuilds } from './rebuilds.ts'
import { analyticsHourly as view } from './views/analytics-hourly.ts'

suite('requesting a rebuild', () => {
  test('begins one, and no second beside it', async () => {
    const gate = Promise.withResolvers<void>()
    let begun = 0
    const ask = rebuilds([view], () => {
      begun += 1
      return gate.promise
    })
    assert.deepEqual(ask(view.name), { state: 'started' })
    assert.deepEqual(ask(view.name), { state: 'under-way' })
    gate.resolve()
    await new Promise(setImmediate)
    assert.deepEqual(ask(view.name), { state: 'started' })
    assert.equal(begun, 2)
  })

  test('fails for a view that does not exist', () => {
    const ask = rebuilds([view], () => assert.fail())
    assert.deepEqual(ask('nothing'), { state: 'unknown-view' })
  })
})

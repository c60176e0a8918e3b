import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { doLater, laterMs } from './do-later.ts'

suite('a deferred clean-up', () => {
  test('runs once, after whatever was in flight has arrived', (context) => {
    context.mock.timers.enable({ apis: ['setTimeout'] })
    let done = 0
    doLater(new AbortController().signal)(async () => (done += 1))
    context.mock.timers.tick(laterMs - 1)
    assert.equal(done, 0)
    context.mock.timers.tick(laterMs)
    assert.equal(done, 1)
  })

  test('is dropped by a process that ends', (context) => {
    context.mock.timers.enable({ apis: ['setTimeout'] })
    const process = new AbortController()
    let done = 0
    doLater(process.signal)(async () => (done += 1))
    process.abort()
    context.mock.timers.tick(laterMs)
    assert.equal(done, 0)
  })

  test('may fail silently', (context) => {
    context.mock.timers.enable({ apis: ['setTimeout'] })
    doLater(new AbortController().signal)(() => Promise.reject(new Error('away')))
    context.mock.timers.tick(laterMs)
  })
})

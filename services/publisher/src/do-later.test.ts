import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { doLater, laterMs } from './do-later.ts'

suite('what is tidied up later', () => {
  test('is done once, after whatever was on its way has arrived', (context) => {
    context.mock.timers.enable({ apis: ['setTimeout'] })
    let done = 0
    doLater(new AbortController().signal)(async () => (done += 1))
    context.mock.timers.tick(laterMs - 1)
    assert.equal(done, 0)
    context.mock.timers.tick(laterMs)
    assert.equal(done, 1)
  })

  test('is not done by a process that ends', (context) => {
    context.mock.timers.enable({ apis: ['setTimeout'] })
    const process = new AbortController()
    let done = 0
    doLater(process.signal)(async () => (done += 1))
    process.abort()
    context.mock.timers.tick(laterMs)
    assert.equal(done, 0)
  })

  test('may fail without anybody hearing of it', (context) => {
    context.mock.timers.enable({ apis: ['setTimeout'] })
    doLater(new AbortController().signal)(() => Promise.reject(new Error('away')))
    context.mock.timers.tick(laterMs)
  })
})

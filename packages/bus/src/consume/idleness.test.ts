import assert from 'node:assert/strict'
import { before, suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { idleness } from './idleness.ts'

const whileMs = 100

suite('an event loop', () => {
  // Nothing is measured before it has begun.
  before(() => sleep(1))

  test('has no idle time while computing', async () => {
    const isIdle = idleness()
    const startedAt = performance.now()
    while (performance.now() - startedAt < whileMs);
    assert.equal(isIdle(), false)
  })

  test('has idle time while it waits, whatever it did before', async () => {
    const isIdle = idleness()
    const startedAt = performance.now()
    while (performance.now() - startedAt < whileMs);
    isIdle()
    await sleep(whileMs)
    assert.equal(isIdle(), true)
  })
})

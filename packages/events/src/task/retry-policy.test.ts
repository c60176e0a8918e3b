import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { backoffMs, defaultRetryPolicy } from './retry-policy.ts'

suite('backing off', () => {
  test('doubles with every failure, up to the cap', () => {
    const policy = { attemptsMax: 9, baseMs: 1_000, capMs: 10_000 }
    const ceilings = [0, 1, 2, 3, 4, 5].map((failures) => backoffMs(policy, failures, 1))
    assert.deepEqual(ceilings, [1_000, 2_000, 4_000, 8_000, 10_000, 10_000])
  })

  test('is a whole number of milliseconds from now to the cap, after any number of failures', () => {
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
    fc.assert(
      fc.property(fc.nat(), random, (failures, jitter) => {
        const wait = backoffMs(defaultRetryPolicy, failures, jitter)
        assert.ok(Number.isInteger(wait) && wait >= 0 && wait <= defaultRetryPolicy.capMs)
      }),
    )
  })
})

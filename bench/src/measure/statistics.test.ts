import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { median, quantile } from './statistics.ts'

suite('statistics', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index)

  test('a quantile is the smallest sample that enough samples do not exceed', () => {
    assert.equal(quantile(hundred, 0.5), 50)
    assert.equal(quantile(hundred, 0.99), 99)
    assert.equal(quantile(hundred, 1), 100)
    assert.equal(quantile([7], 0.99), 7)
  })

  test('a median lies between the two in the middle', () => {
    assert.equal(median([3, 1, 2]), 2)
    assert.equal(median([4, 1, 2, 3]), 2.5)
  })
})

import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { Receipts } from './receipts.ts'

suite('the sink', () => {
  test('counts a repeated key as a duplicate and keeps its first arrival', () => {
    const receipts = new Receipts()
    for (const [key, atMs] of [
      ['a', 1],
      ['b', 2],
      ['a', 3],
    ] as const) {
      receipts.receive(key, atMs)
    }
    assert.deepEqual(receipts.stats(), { posts: 3, keys: 2, duplicates: 1 })
    assert.deepEqual(receipts.from(0), [
      { key: 'a', receivedAtMs: 1, times: 2 },
      { key: 'b', receivedAtMs: 2, times: 1 },
    ])
  })

  test('wakes waiters for a number of keys, towards which duplicates do not count', async () => {
    const receipts = new Receipts()
    let woken = false
    const reached = receipts.reached(2).then(() => (woken = true))
    receipts.receive('a', 1)
    receipts.receive('a', 2)
    await new Promise(setImmediate)
    assert.equal(woken, false)
    receipts.receive('b', 3)
    assert.equal(await reached, true)
  })

  test('forgets everything on a reset', () => {
    const receipts = new Receipts()
    receipts.receive('a', 1)
    receipts.reset()
    receipts.receive('a', 2)
    assert.deepEqual(receipts.stats(), { posts: 1, keys: 1, duplicates: 0 })
  })
})

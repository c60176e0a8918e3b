import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { createCache } from './cache.ts'

suite("the cache of platforms' data", () => {
  const open = () => {
    const clock = { now: 0 }
    let loads = 0
    const cache = createCache(() => clock.now)
    const ask = () =>
      cache.getOrLoad('session', () => Promise.resolve({ value: ++loads, ttlMs: 1_000 }))
    return { clock, memory: cache, ask }
  }

  test('is loaded once, also for concurrent callers', async () => {
    const { ask } = open()
    assert.deepEqual(await Promise.all([ask(), ask()]), [1, 1])
    assert.equal(await ask(), 1)
  })

  test('keeps a value as long as the load says, or until it is forgotten', async () => {
    const { clock, memory: cache, ask } = open()
    await ask()
    clock.now = 999
    assert.equal(await ask(), 1)
    clock.now = 1_000
    assert.equal(await ask(), 2)
    cache.remove('session')
    assert.equal(await ask(), 3)
  })

  test('can be read without a load, while it has the value', async () => {
    const { clock, memory: cache, ask } = open()
    assert.equal(cache.peek('session'), undefined)
    await ask()
    assert.equal(await cache.peek('session'), 1)
    clock.now = 1_000
    assert.equal(cache.peek('session'), undefined)
  })

  test('does not store a failure', async () => {
    const { memory: cache, ask } = open()
    const failing = cache.getOrLoad('session', () => Promise.reject(new Error('away')))
    await assert.rejects(failing, /away/)
    assert.equal(await ask(), 1)
  })
})

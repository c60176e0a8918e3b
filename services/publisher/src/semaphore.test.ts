import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { suite, test } from 'node:test'
import { Semaphore, type SemaphoreLimits } from './semaphore.ts'

suite('a semaphore', () => {
  const forever = new AbortController().signal

  /** Acquires permits, one for each key; `begun` has the keys that got theirs, in order. */
  function asking(limits: SemaphoreLimits, keys: string[], signal = forever) {
    const semaphore = new Semaphore(limits)
    const begun: string[] = []
    const taken = keys.map(async (key) => {
      const permit = await semaphore.acquire(key, signal)
      begun.push(key)
      return permit
    })
    const settled = () => new Promise(setImmediate)
    return {
      turns: semaphore,
      taken,
      begun: async () => (await settled(), begun),
      end: async (n: number) => (await taken[n])?.[Symbol.dispose](),
    }
  }

  test('grants no more permits than its maximum, and the others in order', async () => {
    const { begun, end } = asking({ max: 2 }, ['a', 'b', 'c', 'd'])
    assert.deepEqual(await begun(), ['a', 'b'])
    await end(1)
    assert.deepEqual(await begun(), ['a', 'b', 'c'])
    await end(0)
    assert.deepEqual(await begun(), ['a', 'b', 'c', 'd'])
  })

  test('grants no key more than its share, and lets no other key wait for that', async () => {
    const { begun, end } = asking({ max: 3, ofKeyMax: 1 }, ['slow', 'slow', 'slow', 'b', 'c', 'd'])
    assert.deepEqual(await begun(), ['slow', 'b', 'c'])
    await end(0)
    assert.deepEqual(await begun(), ['slow', 'b', 'c', 'slow'])
    await end(3)
    assert.deepEqual(await begun(), ['slow', 'b', 'c', 'slow', 'd'])
  })

  test('gives up a place in the queue when it is aborted', async () => {
    const { turns: semaphore, begun, end } = asking({ max: 1 }, ['a'])
    const stop = new AbortController()
    const waiting = semaphore.acquire('b', stop.signal)
    stop.abort(new Error('stop'))
    await assert.rejects(waiting, /stop/)
    await assert.rejects(semaphore.acquire('c', stop.signal), /stop/)
    await end(0)
    assert.deepEqual(await begun(), ['a'])
    using _permit = await semaphore.acquire('d', forever)
  })

  test('leaves nothing behind on the signal', async () => {
    const { signal } = new AbortController()
    await Promise.all(asking({ max: 2 }, ['a', 'b'], signal).taken)
    assert.equal(getEventListeners(signal, 'abort').length, 0)
  })
})

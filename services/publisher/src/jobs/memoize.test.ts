import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { memoize } from './memoize.ts'

suite('memoizing loads', () => {
  const counting = (entriesMax: number) => {
    const loads: string[] = []
    const load = memoize(async (key: string) => {
      loads.push(key)
      return key.toUpperCase()
    }, entriesMax)
    return { load, loads }
  }

  test('loads each key once, also for concurrent callers', async () => {
    const { load, loads } = counting(10)
    assert.deepEqual(await Promise.all([load('a'), load('a'), load('b')]), ['A', 'A', 'B'])
    await load('a')
    assert.deepEqual(loads, ['a', 'b'])
  })

  test('keeps the newest', async () => {
    const { load, loads } = counting(2)
    for (const key of ['a', 'b', 'c', 'c', 'b', 'a']) await load(key)
    assert.deepEqual(loads, ['a', 'b', 'c', 'a'])
  })

  test('forgets a load that failed', async () => {
    let failures = 1
    const load = memoize(async () => {
      if (failures-- > 0) throw new Error('away')
      return 'here'
    }, 10)
    await assert.rejects(load('a'), /away/)
    assert.equal(await load('a'), 'here')
  })

  test('does not forget a newer load because an older one of the key failed', async () => {
    const first = Promise.withResolvers<string>()
    const results = [first.promise, Promise.resolve('second'), Promise.resolve('other')]
    let loads = 0
    const load = memoize(() => results[loads++] ?? Promise.reject(new Error('too many')), 1)
    const failing = load('a')
    await load('b')
    await load('a')
    first.reject(new Error('late'))
    await assert.rejects(failing, /late/)
    assert.equal(await load('a'), 'other')
  })
})

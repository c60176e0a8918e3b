import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { createCoalescer } from './coalesce.ts'

suite('coalescing', () => {
  test('runs one at a time, and every call is followed by a run that began after it', async () => {
    const oneAtATime = createCoalescer()
    let running = 0
    let runs = 0
    let asked = 0
    let seen = 0
    const ask = async (): Promise<void> => {
      const mine = ++asked
      await oneAtATime('a', async () => {
        assert.equal(++running, 1)
        runs++
        const sees = asked
        await new Promise(setImmediate)
        running--
        seen = sees
      })
      assert.ok(seen >= mine, `${mine} was not seen`)
    }
    const first = ask()
    await Promise.all([first, ...Array.from({ length: 20 }, ask), first.then(ask)])
    assert.ok(runs <= 4, `${runs} runs for 22 calls`)
  })

  test('a run that fails fails only its own callers', async () => {
    const oneAtATime = createCoalescer()
    const fails = oneAtATime('a', () => Promise.reject(new Error('full')))
    const works = oneAtATime('a', () => Promise.resolve())
    await assert.rejects(fails, /full/)
    await works
  })
})

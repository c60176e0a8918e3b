import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { ByteSemaphore } from './byte-semaphore.ts'

const forever = new AbortController().signal

suite('permits by bytes', () => {
  test('go to as many as fit, in order, and to the next when one is released', async () => {
    const turns = new ByteSemaphore(10)
    const order: string[] = []
    const take = async (name: string, bytes: number) => {
      const taken = await turns.acquire(bytes, forever)
      order.push(name)
      return taken
    }
    const first = await take('first', 6)
    const others = [take('second', 6), take('third', 1)]
    await turn()
    assert.deepEqual(order, ['first'])
    first[Symbol.dispose]()
    first[Symbol.dispose]()
    await Promise.all(others)
    assert.deepEqual(order, ['first', 'second', 'third'])
  })

  test('a permit larger than the limit is granted alone', async () => {
    const turns = new ByteSemaphore(10)
    const large = await turns.acquire(100, forever)
    let began = false
    const next = turns.acquire(1, forever).then(() => (began = true))
    await turn()
    assert.equal(began, false)
    large[Symbol.dispose]()
    await next
  })

  test('a wait for a permit ends with the signal, and so unblocks those behind it', async () => {
    const turns = new ByteSemaphore(10)
    await turns.acquire(6, forever)
    const leaving = new AbortController()
    const refused = assert.rejects(turns.acquire(6, leaving.signal), { name: 'AbortError' })
    const behind = turns.acquire(4, forever)
    leaving.abort()
    await refused
    await behind
  })
})

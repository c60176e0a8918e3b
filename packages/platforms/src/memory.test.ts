import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { createMemory } from './memory.ts'

suite('what a process remembers of platforms', () => {
  const open = () => {
    const clock = { now: 0 }
    let loads = 0
    const memory = createMemory(() => clock.now)
    const ask = () =>
      memory.remember('session', () => Promise.resolve({ value: ++loads, keepMs: 1_000 }))
    return { clock, memory, ask }
  }

  test('is loaded once, also for those who ask at the same time', async () => {
    const { ask } = open()
    assert.deepEqual(await Promise.all([ask(), ask()]), [1, 1])
    assert.equal(await ask(), 1)
  })

  test('is kept as long as the load says, or until it is forgotten', async () => {
    const { clock, memory, ask } = open()
    await ask()
    clock.now = 999
    assert.equal(await ask(), 1)
    clock.now = 1_000
    assert.equal(await ask(), 2)
    memory.forget('session')
    assert.equal(await ask(), 3)
  })

  test('can be recalled without being loaded, while it is kept', async () => {
    const { clock, memory, ask } = open()
    assert.equal(memory.recall('session'), undefined)
    await ask()
    assert.equal(await memory.recall('session'), 1)
    clock.now = 1_000
    assert.equal(memory.recall('session'), undefined)
  })

  test('does not keep a failure', async () => {
    const { memory, ask } = open()
    const failing = memory.remember('session', () => Promise.reject(new Error('away')))
    await assert.rejects(failing, /away/)
    assert.equal(await ask(), 1)
  })
})

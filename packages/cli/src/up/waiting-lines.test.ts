import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { createWaitingLines } from './waiting-lines.ts'

suite('a slow start', () => {
  test('prints every 10 s what it waits for, and nothing once it is over', async ({ mock }) => {
    mock.timers.enable({ apis: ['setInterval'] })
    const output: string[] = []
    const lines = createWaitingLines((line) => output.push(line))
    const postgres = Promise.withResolvers<string>()
    const starting = lines.during('postgres', postgres.promise)
    const failing = lines.during('nats', Promise.reject(new Error('it failed')))
    await assert.rejects(failing, /it failed/)
    mock.timers.tick(10_000)
    assert.match(output[0] ?? '', /still starting after \d+ s, waiting for postgres$/)
    postgres.resolve('up')
    assert.equal(await starting, 'up')
    mock.timers.tick(10_000)
    assert.match(output[1] ?? '', /waiting for the rest$/)
    lines[Symbol.dispose]()
    mock.timers.tick(100_000)
    assert.equal(output.length, 2)
  })
})

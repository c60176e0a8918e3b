import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { createPulse } from './heartbeat.ts'
import { runProgram } from './program.fixture.ts'

function heartbeats() {
  const lines: string[] = []
  const { beat, tick } = createPulse({
    givenUpAfterMs: 10_000,
    onBlocked: (ms) => lines.push(`blocked ${ms}`),
    onGivenUp: (ms) => lines.push(`given up ${ms}`),
  })
  const ticks = (times: number) => {
    for (let i = 0; i < times; i++) tick()
  }
  return { said: lines, beat, ticks }
}

suite('a silence', () => {
  test('is none while heartbeats come', () => {
    const { said: lines, beat, ticks } = heartbeats()
    for (let i = 0; i < 100; i++) {
      ticks(3)
      beat()
    }
    assert.deepEqual(lines, [])
  })

  test('of two seconds is reported once, and again if it was over meanwhile', () => {
    const { said: lines, beat, ticks } = heartbeats()
    ticks(10)
    assert.deepEqual(lines, ['blocked 2000'])
    beat()
    ticks(4)
    assert.deepEqual(lines, ['blocked 2000', 'blocked 2000'])
  })

  test('of ten seconds is final, and is reported again and again', () => {
    const { said: lines, ticks } = heartbeats()
    ticks(40)
    assert.deepEqual(lines, ['blocked 2000', 'given up 10000', 'given up 20000'])
  })
})

suite('a process with a supervisor', () => {
  test('sends heartbeats once it is ready', async () => {
    await using program = runProgram('context.announceReady(); await aborted(context.signal)', {
      supervised: true,
    })
    assert.deepEqual(await program.ready, { type: 'ready', service: 'demo' })
    await program.heard((message) => message['type'] === 'alive')
  })
})

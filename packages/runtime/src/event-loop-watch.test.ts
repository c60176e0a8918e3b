import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { blockBetweenTurns } from './event-loop-watch.ts'
import { runProgram } from './program.fixture.ts'

const cpu = (ms: number) => ({ user: ms * 1_000, system: 0 })

suite('an event loop', () => {
  test('is blocked when a turn comes over a second late, with the CPU time it computed meanwhile', () => {
    const block = blockBetweenTurns()
    assert.equal(block(90_000, cpu(500)), undefined, 'the first has none before it')
    assert.equal(block(90_250, cpu(510)), undefined)
    assert.equal(block(91_499, cpu(520)), undefined)
    assert.deepEqual(block(93_749, cpu(1_520)), { blockedMs: 2_000, cpuMs: 1_000 })
    assert.equal(block(93_999, cpu(1_530)), undefined)
  })

  test('a blocked event loop is in the log and in the metrics', async () => {
    await using program = runProgram(`
      await new Promise((resolve) => setTimeout(resolve, 300))
      const until = performance.now() + 1_600
      while (performance.now() < until);
      await new Promise((resolve) => setTimeout(resolve, 300))
      context.log.info({ text: await context.metrics.registry.metrics() }, 'measured')
    `)
    await program.exit
    const logged = program.event('the event loop was blocked')
    assert.ok(Number(logged?.['blockedMs']) >= 1_000 && Number(logged?.['cpuMs']) > 0)
    const text = String(program.event('measured')?.['text'])
    assert.match(text, /^pressrun_event_loop_blocked_total\{[^}]*\} 1$/m)
    assert.match(text, /^pressrun_event_loop_blocked_seconds_total\{[^}]*\} 1\.[0-9]+$/m)
  })
})

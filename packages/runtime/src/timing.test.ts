import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { mock, suite, test } from 'node:test'
import { aborted, backoff, pause } from './timing.ts'

suite('pausing', () => {
  test('lasts as long as requested', async () => {
    mock.timers.enable({ apis: ['setTimeout'] })
    try {
      let over = false
      const pausing = pause(1_000, new AbortController().signal).then(() => (over = true))
      mock.timers.tick(999)
      await Promise.resolve()
      assert.equal(over, false)
      mock.timers.tick(1)
      await pausing
    } finally {
      mock.timers.reset()
    }
  })

  test('is cut short by the signal and leaves no listener', async () => {
    const stop = new AbortController()
    const pausing = pause(3_600_000, stop.signal)
    stop.abort()
    await pausing
    assert.equal(getEventListeners(stop.signal, 'abort').length, 0)
  })

  test('does not begin after the signal', async () => {
    await pause(3_600_000, AbortSignal.abort())
  })

  test('leaves no listener when it ends by itself', async () => {
    const stop = new AbortController()
    await pause(0, stop.signal)
    assert.equal(getEventListeners(stop.signal, 'abort').length, 0)
  })
})

suite('waiting for the signal', () => {
  test('ends with the signal', async () => {
    const stop = new AbortController()
    const waiting = aborted(stop.signal)
    stop.abort()
    await waiting
  })

  test('ends at once when the signal came before', () => aborted(AbortSignal.abort()))
})

suite('backing off', () => {
  const ceilingOf = (attempt: number): number =>
    backoff({ baseMs: 100, capMs: 5_000, attempt, random: () => 1 })

  test('doubles with every attempt up to the cap', () => {
    assert.deepEqual([1, 2, 3, 7, 1_100].map(ceilingOf), [100, 200, 400, 5_000, 5_000])
  })

  test('spreads over the whole range', () => {
    const delays = [0, 0.5, 0.999].map((value) =>
      backoff({ baseMs: 100, capMs: 5_000, attempt: 1, random: () => value }),
    )
    assert.deepEqual(delays, [0, 50, 99])
  })
})

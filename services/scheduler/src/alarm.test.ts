import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { suite, test } from 'node:test'
import { Alarm } from './alarm.ts'

const anHour = 3_600_000

suite('an alarm', () => {
  const { signal } = new AbortController()

  test('wakes who waits', async () => {
    const alarm = new Alarm()
    const waiting = alarm.wait(anHour, signal)
    alarm.ring()
    await waiting
  })

  test('that rang while nobody waited is heard by the next', async () => {
    const alarm = new Alarm()
    alarm.ring()
    alarm.ring()
    await alarm.wait(anHour, signal)
  })

  test('is heard once', async () => {
    const alarm = new Alarm()
    alarm.ring()
    await alarm.wait(anHour, signal)
    let woken = false
    const waiting = alarm.wait(anHour, signal).then(() => (woken = true))
    await new Promise(setImmediate)
    assert.equal(woken, false)
    alarm.ring()
    await waiting
  })

  test('ends its wait after the time given, at once when there is none', async () => {
    const alarm = new Alarm()
    await alarm.wait(0, signal)
    await alarm.wait(-5, signal)
    await alarm.wait(1, signal)
  })

  test('ends its wait on abort, and leaves no listener behind', async () => {
    const controller = new AbortController()
    const alarm = new Alarm()
    const waiting = alarm.wait(anHour, controller.signal)
    controller.abort()
    await waiting
    await alarm.wait(anHour, controller.signal)
    const living = new AbortController()
    await alarm.wait(1, living.signal)
    assert.equal(getEventListeners(living.signal, 'abort').length, 0)
  })
})

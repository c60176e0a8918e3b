import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { suite, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { Alarm } from './alarm.ts'

/** A ring ends the wait long before this; a missed one fails the test. */
const aSecond = 1_000

suite('an alarm', { timeout: 10_000 }, () => {
  const { signal } = new AbortController()

  test('wakes every waiter', async () => {
    const alarm = new Alarm()
    const waiting = alarm.wait(aSecond, signal)
    alarm.ring()
    assert.ok(await isOver(waiting))
    assert.equal(await waiting, 1)
  })

  test('the next wait sees every ring that came while nothing waited', async () => {
    const alarm = new Alarm()
    alarm.ring()
    alarm.ring()
    assert.equal(await alarm.wait(aSecond, signal), 2)
  })

  test('counts the rings that follow before the wait goes on', async () => {
    const alarm = new Alarm()
    const waiting = alarm.wait(aSecond, signal)
    for (let i = 0; i < 9; i++) alarm.ring()
    assert.equal(await waiting, 9)
  })

  test('is delivered once', async () => {
    const alarm = new Alarm()
    alarm.ring()
    await alarm.wait(aSecond, signal)
    assert.equal(await alarm.wait(1, signal), 0)
    alarm.ring()
    assert.equal(await alarm.wait(aSecond, signal), 1)
  })

  test('ends its wait after the time given, at once when there is none', async () => {
    const alarm = new Alarm()
    assert.equal(await alarm.wait(1, signal), 0)
    for (const ms of [0, -5]) assert.ok(await isOver(alarm.wait(ms, signal)))
  })

  test('ends its wait on abort, and leaves no listener behind', async () => {
    const controller = new AbortController()
    const alarm = new Alarm()
    const waiting = alarm.wait(aSecond, controller.signal)
    assert.equal(await isOver(waiting), false)
    controller.abort()
    assert.ok(await isOver(waiting))
    assert.ok(await isOver(alarm.wait(aSecond, controller.signal)))
    const living = new AbortController()
    await alarm.wait(1, living.signal)
    assert.equal(getEventListeners(living.signal, 'abort').length, 0)
  })
})

const isOver = (waiting: Promise<unknown>): Promise<boolean> =>
  Promise.race([waiting.then(() => true), setImmediate(false)])

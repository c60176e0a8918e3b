import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { TaskSurroundings } from '@pressrun/db/queries'
import { blockedOn, type WaitingTask } from './blocked-on.ts'

const now = Date.parse('2026-03-01T12:00:00.000Z')
const later = '2026-03-01T12:05:00.000Z'
const latest = '2026-03-01T13:00:00.000Z'
const earlier = '2026-03-01T11:00:00.000Z'

const ready: WaitingTask = { status: 'queued', attempt: 0, eligibleAt: earlier, hasFailed: false }
const free: TaskSurroundings = {
  runStatus: 'running',
  scheduledAt: null,
  concurrency: 10,
  accountStatus: 'active',
  limits: {},
  blockedUntil: null,
  inFlightOfAccount: 0,
  inFlightOfRun: 0,
}
const reason = (task: Partial<WaitingTask>, around: Partial<TaskSurroundings> = {}) =>
  blockedOn({ ...ready, ...task }, { ...free, ...around }, now)

suite('what a task waits for', () => {
  test('nothing, when it is next or not waiting', () => {
    assert.equal(reason({}), undefined)
    for (const status of ['running', 'published', 'failed', 'unconfirmed', 'cancelled'] as const)
      assert.equal(reason({ status }, { runStatus: 'paused' }), undefined)
  })

  test('the start of its run, while that is a draft', () => {
    assert.deepEqual(reason({ status: 'planned' }), { reason: 'run-not-started' })
  })

  test('its account, while it is held', () => {
    assert.deepEqual(reason({ status: 'held' }), { reason: 'account-held' })
    assert.deepEqual(reason({}, { accountStatus: 'held' }), { reason: 'account-held' })
  })

  test('a person, before time and room', () => {
    const busy = { inFlightOfAccount: 1, blockedUntil: later }
    const task = { eligibleAt: later }
    assert.deepEqual(reason(task, { ...busy, runStatus: 'paused' }), { reason: 'run-paused' })
    const paused = { ...busy, accountStatus: 'paused' } as const
    assert.deepEqual(reason(task, paused), { reason: 'account-paused' })
  })

  test('its time, or its next try', () => {
    assert.deepEqual(reason({ eligibleAt: later }), { reason: 'scheduled', until: later })
    const failed = { eligibleAt: later, hasFailed: true, attempt: 1 }
    assert.deepEqual(reason(failed), { reason: 'backoff', until: later })
  })

  test('whichever of its time and the platform is later', () => {
    const scheduled = { eligibleAt: later }
    const limited = { blockedUntil: latest }
    assert.deepEqual(reason(scheduled, limited), { reason: 'rate-limit', until: latest })
    const expected = { reason: 'scheduled', until: latest }
    assert.deepEqual(reason({ eligibleAt: latest }, { blockedUntil: later }), expected)
    assert.equal(reason({}, { blockedUntil: earlier }), undefined)
  })

  test('room in its lane, then in its run', () => {
    assert.deepEqual(reason({}, { inFlightOfAccount: 1 }), { reason: 'account-in-flight' })
    const wide = { limits: { maxInFlight: 2 }, inFlightOfAccount: 1 }
    assert.equal(reason({}, wide), undefined)
    const full = { ...wide, concurrency: 3, inFlightOfRun: 3 }
    assert.deepEqual(reason({}, full), { reason: 'run-concurrency' })
  })
})

import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Idempotency } from '@pressrun/events'
import { blockedOn, type BlockContext, type WaitingTask } from './blocked-on.ts'

const now = Date.parse('2026-03-01T12:00:00.000Z')
const later = '2026-03-01T12:05:00.000Z'
const latest = '2026-03-01T13:00:00.000Z'
const earlier = '2026-03-01T11:00:00.000Z'

const ready: WaitingTask = {
  status: 'queued',
  notBefore: earlier,
  nextCheckAt: null,
  firstAttemptAt: null,
  inDoubt: false,
  error: null,
}
const error = { class: 'unknown', code: 'reset', message: 'broken' } as const
const free: BlockContext = {
  runStatus: 'running',
  concurrency: 10,
  accountStatus: 'active',
  limits: {},
  unconfirmedPolicy: 'ask',
  settings: null,
  verified: null,
  blockedUntil: null,
  breakerOpenUntil: null,
  laneReason: null,
  inFlightOfAccount: 0,
  inFlightOfRun: 0,
}
const reason = (task: Partial<WaitingTask>, around: Partial<BlockContext> = {}) =>
  blockedOn({ ...ready, ...task }, { ...free, ...around }, now)

suite('what a task waits for', () => {
  test('nothing, when it is next or not waiting', () => {
    assert.equal(reason({}), undefined)
    for (const status of ['running', 'published', 'failed', 'cancelled'] as const)
      assert.equal(reason({ status }, { runStatus: 'paused' }), undefined)
  })

  test('the start of its run, while that is a draft', () => {
    assert.deepEqual(reason({ status: 'planned' }), { reason: 'run-not-started' })
  })

  test('its account, while it is held', () => {
    assert.deepEqual(reason({ status: 'held' }), { reason: 'account-held' })
    assert.deepEqual(reason({}, { accountStatus: 'held' }), { reason: 'account-held' })
  })

  test('a person, before time and free slots', () => {
    const busy = { inFlightOfAccount: 1, blockedUntil: later }
    const task = { notBefore: later }
    assert.deepEqual(reason(task, { ...busy, runStatus: 'paused' }), { reason: 'run-paused' })
    const paused = { ...busy, accountStatus: 'paused' } as const
    assert.deepEqual(reason(task, paused), { reason: 'account-paused' })
  })

  test('its due time, or its next attempt', () => {
    assert.deepEqual(reason({ notBefore: later }), { reason: 'scheduled', until: later })
    const failed = { notBefore: later, error }
    assert.deepEqual(reason(failed), { reason: 'backoff', until: later })
  })

  test('whichever of its time and the platform is later', () => {
    const scheduled = { notBefore: later }
    const limited = { blockedUntil: latest }
    assert.deepEqual(reason(scheduled, limited), { reason: 'rate-limit', until: latest })
    const expected = { reason: 'scheduled', until: latest }
    assert.deepEqual(reason({ notBefore: latest }, { blockedUntil: later }), expected)
    assert.equal(reason({}, { blockedUntil: earlier }), undefined)
  })

  test('a failing remote, until a probe is due, and while one is out', () => {
    const open = { breakerOpenUntil: later }
    assert.deepEqual(reason({}, open), { reason: 'breaker', until: later })
    assert.deepEqual(reason({}, { breakerOpenUntil: earlier }), { reason: 'breaker' })
    const limited = { ...open, blockedUntil: latest }
    assert.deepEqual(reason({}, limited), { reason: 'rate-limit', until: latest })
    assert.deepEqual(reason({ notBefore: latest }, open), { reason: 'scheduled', until: latest })
  })

  test('its platform, which is asked what became of it', () => {
    const unconfirmed = { status: 'unconfirmed', inDoubt: true, error } as const
    const expected = { reason: 'reconciliation', until: later }
    assert.deepEqual(reason({ ...unconfirmed, nextCheckAt: later }), expected)
    assert.deepEqual(reason({ ...unconfirmed, nextCheckAt: null }), { reason: 'resolution' })
  })

  test('its account, whose platform is not asked while the account is paused or held', () => {
    const unconfirmed = {
      status: 'unconfirmed',
      inDoubt: true,
      error,
      nextCheckAt: later,
    } as const
    const waits = (around: Partial<BlockContext>) => reason(unconfirmed, around)?.reason
    assert.equal(waits({ accountStatus: 'held' }), 'account-held')
    assert.equal(waits({ accountStatus: 'paused' }), 'account-paused')
    assert.equal(waits({ accountStatus: 'removed' }), 'resolution')
    assert.equal(waits({ runStatus: 'paused' }), 'reconciliation')
  })

  test('a check before its next attempt, where a repeat may post twice', () => {
    const inDoubt = { notBefore: later, firstAttemptAt: earlier, inDoubt: true, error }
    const looking = (idempotency: Idempotency) => reason(inDoubt, { idempotency })?.reason
    const canReconcile = { settleMs: 10_000, canReconcile: true }
    assert.equal(looking({ class: 'lookup', ...canReconcile }), 'reconciliation')
    assert.equal(looking({ class: 'deterministic-id', ...canReconcile }), 'backoff')
    const key = { class: 'key', ...canReconcile } as const
    assert.equal(looking({ ...key, keyWindowMs: 2 * 3_600_000 }), 'backoff')
    assert.equal(looking({ ...key, keyWindowMs: 3_600_000 }), 'reconciliation')
  })

  test('a free slot in its lane, then in its run', () => {
    assert.deepEqual(reason({}, { inFlightOfAccount: 1 }), { reason: 'account-in-flight' })
    const wide = { limits: { maxInFlight: 2 }, inFlightOfAccount: 1 }
    assert.equal(reason({}, wide), undefined)
    const nextToARate = { ...wide, laneReason: 'account-in-flight' } as const
    assert.deepEqual(reason({}, nextToARate), { reason: 'account-in-flight' })
    assert.equal(reason({}, { ...nextToARate, inFlightOfAccount: 0 }), undefined)
    const full = { ...wide, concurrency: 3, inFlightOfRun: 3 }
    assert.deepEqual(reason({}, full), { reason: 'run-concurrency' })
  })
})

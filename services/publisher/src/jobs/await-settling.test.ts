import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { RecordedEvent } from '@pressrun/events'
import { settlingMs } from './await-settling.ts'

const now = Date.parse('2026-03-29T01:00:00.000Z')
const settleMs = 6_000
const unconfirmed = { type: 'TaskUnconfirmed', recordedAt: '2026-03-29T00:59:58.000Z' }
const history = [unconfirmed as RecordedEvent]

suite('what an earlier attempt may have left in flight', () => {
  test('has arrived where there was no earlier attempt', () =>
    assert.ok(settlingMs({ history: [], mayHaveBegun: false }, settleMs, now) <= 0))

  test('settles from the end of that attempt on', () =>
    assert.equal(settlingMs({ history, mayHaveBegun: false }, settleMs, now), 4_000))

  test('settles from now on if its publisher may have died just now', () =>
    assert.equal(settlingMs({ history: [], mayHaveBegun: true }, settleMs, now), settleMs))
})

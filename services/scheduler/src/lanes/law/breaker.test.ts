import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { AccountId, TaskId } from '@pressrun/events'
import {
  closedBreaker,
  heard,
  isDue,
  openMs,
  roomBehind,
  sentAsProbe,
  type Breaker,
} from './breaker.ts'

const now = Date.parse('2026-03-01T09:00:00Z')
const one: AccountId = 'account_1'
const other: AccountId = 'account_2'
const sign = (accountId: AccountId, failed: boolean, taskId: TaskId = 'task_1') => ({
  accountId,
  taskId,
  failed,
})

/** `x` a failure, `.` anything else; of two accounts in turn, or of one. */
const after = (history: string, accounts: readonly AccountId[] = [one, other]): Breaker =>
  history
    .split('')
    .reduce(
      (breaker, mark, i) =>
        heard(breaker, sign(accounts[i % accounts.length] ?? one, mark === 'x'), now),
      closedBreaker,
    )

suite('a breaker', () => {
  test('opens after five failures in a row, of two accounts or more', () => {
    assert.equal(after('xxxx').openUntil, null)
    assert.equal(after('xxxxx').openUntil, now + openMs)
    assert.equal(after('xxxxxxxxxx', [one]).openUntil, null)
    assert.equal(heard(after('xxxxxxxxxx', [one]), sign(other, true), now).openUntil, now + openMs)
  })

  test('begins to count again after anything else', () => {
    assert.deepEqual(after('xxxx.'), closedBreaker)
    assert.equal(after('xxxx.xxxx').openUntil, null)
  })

  test('lets nothing through while it is open, then one', () => {
    const open = after('xxxxx')
    assert.equal(roomBehind(closedBreaker, now), Infinity)
    assert.equal(roomBehind(open, now + openMs - 1), 0)
    assert.equal(roomBehind(open, now + openMs), 1)
    const probed = sentAsProbe(open, 'task_9', now + openMs)
    assert.equal(roomBehind(probed, now + openMs), 0)
    assert.equal(isDue(probed, now + openMs), false)
  })

  test('closes or stays open as its probe goes, whatever else comes in late', () => {
    const later = now + openMs
    const probed = sentAsProbe(after('xxxxx'), 'task_9', later)
    assert.deepEqual(heard(probed, sign(one, false, 'task_1'), later), probed)
    assert.deepEqual(heard(probed, sign(one, false, 'task_9'), later), closedBreaker)
    const again = heard(probed, sign(one, true, 'task_9'), later)
    assert.equal(again.openUntil, later + openMs)
    assert.equal(again.probe, null)
  })
})

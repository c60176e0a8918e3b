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
  type Sign,
} from './breaker.ts'

const now = Date.parse('2026-03-01T09:00:00Z')
const one: AccountId = 'account_1'
const other: AccountId = 'account_2'
const sign = (accountId: AccountId, says: Sign['says'], taskId: TaskId = 'task_1'): Sign => ({
  accountId,
  taskId,
  says,
})

const words: Record<string, Sign['says']> = { x: 'ill', '.': 'well', '-': 'nothing' }

/** What is heard, one after the other; of two accounts in turn, or of one. */
const after = (history: string, accounts: readonly AccountId[] = [one, other]): Breaker =>
  Array.from(history).reduce(
    (breaker, mark, i) =>
      heard(breaker, sign(accounts[i % accounts.length] ?? one, words[mark] ?? 'nothing'), now),
    closedBreaker,
  )

suite('a breaker', () => {
  test('opens after five failures in a row, of two accounts or more', () => {
    assert.equal(after('xxxx').openUntil, null)
    assert.equal(after('xxxxx').openUntil, now + openMs)
    assert.equal(after('xxxxxxxxxx', [one]).openUntil, null)
    assert.equal(heard(after('xxxxxxxxxx', [one]), sign(other, 'ill'), now).openUntil, now + openMs)
  })

  test('begins to count again when it was well, and not after trouble of our own', () => {
    assert.deepEqual(after('xxxx.'), closedBreaker)
    assert.equal(after('xxxx.xxxx').openUntil, null)
    assert.equal(after('xx--xx-x').openUntil, now + openMs)
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
    assert.deepEqual(heard(probed, sign(one, 'well', 'task_1'), later), probed)
    assert.deepEqual(heard(probed, sign(one, 'well', 'task_9'), later), closedBreaker)
    const again = heard(probed, sign(one, 'ill', 'task_9'), later)
    assert.equal(again.openUntil, later + openMs)
    assert.equal(again.probe, null)
  })

  test('lets another try when its probe came to nothing', () => {
    const later = now + openMs
    const probed = sentAsProbe(after('xxxxx'), 'task_9', later)
    const lost = heard(probed, sign(one, 'nothing', 'task_9'), later)
    assert.equal(isDue(lost, later), true)
    assert.deepEqual(heard(probed, sign(one, 'nothing', 'task_1'), later), probed)
  })
})

import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { AccountId, TaskId } from '@pressrun/events'
import {
  closedBreaker,
  applySignal as apply,
  isDue,
  nextProbeMs,
  openMs,
  freeSlotsBehind,
  sentAsProbe,
  type Breaker,
  type AttemptSignal,
} from './breaker.ts'

const now = Date.parse('2026-03-01T09:00:00Z')
const one: AccountId = 'account_1'
const other: AccountId = 'account_2'
const signal = (
  accountId: AccountId,
  verdict: AttemptSignal['verdict'],
  taskId: TaskId = 'task_1',
): AttemptSignal => ({
  accountId,
  taskId,
  verdict,
})

/** From an account that was healthy before. */
const applySignal = (breaker: Breaker, ended: AttemptSignal, at: number) =>
  apply(breaker, ended, true, at)

const verdicts: Record<string, AttemptSignal['verdict']> = {
  x: 'failing',
  '.': 'healthy',
  '-': 'neutral',
}

/** The breaker after these signals, which come from the accounts in turn. */
const after = (history: string, accounts: readonly AccountId[] = [one, other]): Breaker =>
  Array.from(history).reduce(
    (breaker, mark, i) =>
      applySignal(
        breaker,
        signal(accounts[i % accounts.length] ?? one, verdicts[mark] ?? 'neutral'),
        now,
      ),
    closedBreaker,
  )

suite('since when a breaker has seen nothing but failures', () => {
  test('is the first of them, until the upstream is reached', () => {
    const first = applySignal(closedBreaker, signal(one, 'failing'), now)
    const later = applySignal(first, signal(one, 'failing'), now + 60_000)
    assert.deepEqual([first.failingSince, later.failingSince], [now, now])
    assert.equal(applySignal(later, signal(one, 'neutral'), now).failingSince, now)
    assert.equal(applySignal(later, signal(one, 'healthy'), now).failingSince, null)
  })
})

suite('a breaker', () => {
  test('opens after five failures in a row, of two accounts or more', () => {
    assert.equal(after('xxxx').openUntil, null)
    assert.equal(after('xxxxx').openUntil, now + openMs)
    assert.equal(after('xxxxxxxxxx', [one]).openUntil, null)
    assert.equal(
      applySignal(after('xxxxxxxxxx', [one]), signal(other, 'failing'), now).openUntil,
      now + openMs,
    )
  })

  test('starts counting again after a healthy attempt, but not after a fault of our own', () => {
    assert.deepEqual(after('xxxx.'), closedBreaker)
    assert.equal(after('xxxx.xxxx').openUntil, null)
    assert.equal(after('xx--xx-x').openUntil, now + openMs)
  })

  test('lets nothing through while it is open, then one', () => {
    const open = after('xxxxx')
    assert.equal(freeSlotsBehind(closedBreaker, now), Infinity)
    assert.equal(freeSlotsBehind(open, now + openMs - 1), 0)
    assert.equal(freeSlotsBehind(open, now + openMs), 1)
    const probed = sentAsProbe(open, 'task_9', now + openMs)
    assert.equal(freeSlotsBehind(probed, now + openMs), 0)
    assert.equal(isDue(probed, now + openMs), false)
  })

  test('closes or stays open as its probe decides, whatever else ends late', () => {
    const later = now + openMs
    const probed = sentAsProbe(after('xxxxx'), 'task_9', later)
    assert.deepEqual(applySignal(probed, signal(one, 'healthy', 'task_1'), later), probed)
    assert.deepEqual(applySignal(probed, signal(one, 'healthy', 'task_9'), later), closedBreaker)
    const again = applySignal(probed, signal(one, 'failing', 'task_9'), later)
    assert.equal(again.openUntil, later + openMs)
    assert.equal(again.probe, null)
  })

  test('is due for another probe when the last one was neutral', () => {
    const later = now + openMs
    const probed = sentAsProbe(after('xxxxx'), 'task_9', later)
    const lost = applySignal(probed, signal(one, 'neutral', 'task_9'), later)
    assert.equal(isDue(lost, later), true)
    assert.deepEqual(applySignal(probed, signal(one, 'neutral', 'task_1'), later), probed)
  })

  test('is probed again soon when the probe failed from an account with no history', () => {
    const later = now + openMs
    const probed = sentAsProbe(after('xxxxx'), 'task_9', later)
    const failed = signal('account_9', 'failing', 'task_9')
    const next = apply(probed, failed, null, later)
    assert.deepEqual([next.openUntil, next.probe], [later + nextProbeMs, null])
    for (const known of [true, false])
      assert.equal(apply(probed, failed, known, later).openUntil, later + openMs)
  })
})

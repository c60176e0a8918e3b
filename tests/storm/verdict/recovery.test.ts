import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Deed } from '../trouble/make-trouble.ts'
import { isAmbiguous } from './ambiguous.ts'
import { attemptsIn } from './attempts.ts'
import { logOf } from './log.fixture.ts'
import { recoveries } from './recovery.ts'
import type { TaskRecord } from './task.ts'

const deed = (what: Deed['what'], whom: Deed['whom'], second: number): Deed => ({
  what,
  whom,
  from: second * 1_000,
  to: second * 1_000 + 500,
})
const kill = deed('kill', 'publisher-1', 10)
const attempts = attemptsIn(
  logOf(
    ['a', 'TaskDue', 1],
    ['a', 'TaskPublished', 2],
    ['b', 'TaskDue', 9],
    ['c', 'TaskDue', 9],
    ['b', 'TaskPublished', 11],
    ['c', 'TaskUnconfirmed', 21],
    ['d', 'TaskDue', 12],
    ['d', 'TaskPublished', 40],
  ),
)
const nobody = () => false

suite('recovery from a killed publisher', () => {
  test('is over with the last outcome of what was in flight', () => {
    const [recovery] = recoveries([kill], attempts, nobody)
    assert.deepEqual([recovery?.attempts, recovery?.tookMs], [2, 11_000])
    assert.ok(recovery?.undisturbed)
  })

  test('does not count what its platform delayed', () => {
    const [recovery] = recoveries([kill], attempts, ({ taskId }) => taskId === 'c')
    assert.deepEqual([recovery?.attempts, recovery?.tookMs], [1, 1_000])
  })

  test('is disturbed by other faults meanwhile', () => {
    const [disturbed] = recoveries([kill, deed('kill', 'nats', 15)], attempts, nobody)
    const [not] = recoveries([kill, deed('kill', 'nats', 30)], attempts, nobody)
    assert.deepEqual([disturbed?.undisturbed, not?.undisturbed], [false, true])
  })
})

suite('an unconfirmed task', () => {
  const task = { id: 'c', account: 'a' } as unknown as TaskRecord
  const met = (at: number, fault: 'drop-after' | 'rate-limited') =>
    ({ at: at * 1_000, platform: 'discord', account: 'a', step: 'publish', fault }) as const

  test('is ambiguous when its answer was lost, or its publisher', () => {
    const lost = { met: [met(10, 'drop-after')], deeds: [] }
    assert.ok(isAmbiguous(task, attempts, lost))
    assert.ok(isAmbiguous(task, attempts, { met: [], deeds: [kill] }))
  })

  test('is not ambiguous when neither happened during its own attempts', () => {
    const other = { met: [met(30, 'drop-after'), met(10, 'rate-limited')], deeds: [] }
    assert.equal(isAmbiguous(task, attempts, other), false)
    const others = { met: [], deeds: [deed('kill', 'nats', 10), deed('kill', 'publisher-2', 30)] }
    assert.equal(isAmbiguous(task, attempts, others), false)
  })
})

import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { TaskCommand } from './decide.ts'
import type { TaskEvent } from './decision.ts'
import {
  at,
  cancelled,
  due,
  error,
  facts,
  failed,
  held,
  now,
  planned,
  published,
  queued,
  taskId,
  timing,
  unconfirmed,
} from './task.fixture.ts'

const later = new Date(now + 3_600_000).toISOString()
const move = (dueAt = later): TaskCommand => ({ type: 'RescheduleTask', taskId, dueAt, now })
const moved = (attempt: number, dueAt = later): TaskEvent => ({
  type: 'TaskRescheduled',
  data: { ...facts(attempt), dueAt },
})
const triedAgain = (kind: 'rejected' | 'unknown'): TaskEvent => ({
  type: 'TaskAttemptFailed',
  data: {
    ...facts(1),
    ...timing,
    error: { ...error, class: kind },
    countedAttempts: 1,
    retryAt: later,
  },
})

suite('moving a task to another time', () => {
  test('moves a task that has not gone out', () => {
    queued.given().when(move()).yields(moved(0))
    const task = queued.stateAfter([moved(0)])
    assert.deepEqual([task?.status, task?.dueAt, task?.notBefore], ['queued', later, later])
  })

  test('moving to a past time means now', () => {
    const past = new Date(now - 1).toISOString()
    queued.given(moved(0)).when(move(past)).yields(moved(0, at))
    assert.equal(queued.stateAfter([moved(0), moved(0, at)])?.notBefore, null)
  })

  test('moves one that waits for another attempt, which then waits for its time', () => {
    queued.given(due(1), triedAgain('rejected')).when(move()).yields(moved(1))
    assert.equal(queued.stateAfter([due(1), triedAgain('rejected'), moved(1)])?.error, null)
  })

  test('moves a held one, which stays held with its reason', () => {
    queued.given(due(1), held(1)).when(move()).yields(moved(1))
    const task = queued.stateAfter([due(1), held(1), moved(1)])
    assert.deepEqual([task?.status, task?.notBefore], ['held', later])
    assert.ok(task?.error)
  })

  test('leaves a planned one alone: it gets its time when its run starts', () =>
    planned.given().when(move()).changesNothing())

  test('changes nothing the second time', () =>
    queued.given(moved(0)).when(move()).changesNothing())

  test('comes too late for a task that is on its way, or may be visible', () => {
    queued.given(due(1)).when(move()).isRefused('task-in-flight')
    queued.given(due(1), triedAgain('unknown')).when(move()).isRefused('task-in-flight')
  })

  test('comes too late for a task that is over', () => {
    for (const end of [published(1), failed(1), unconfirmed(1)])
      queued.given(due(1), end).when(move()).isRefused('task-over')
    queued.given(cancelled()).when(move()).isRefused('task-over')
  })
})

import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import {
  at,
  cancelled,
  due,
  failed,
  held,
  planned,
  plannedState,
  published,
  queued,
  queuedState,
  retryRequested,
  unconfirmed,
} from './task.fixture.ts'
import { queueTask } from './evolve.ts'
import type { TaskEvent } from './decision.ts'

const after = (...events: TaskEvent[]) => {
  const task = queued.stateAfter(events)
  assert.ok(task)
  return task
}

suite('folding a task', () => {
  test('begins as planned: without a due time, untried, in its first generation', () => {
    const { status, version, attempt, countedAttempts, generation, dueAt } = plannedState
    assert.deepEqual(
      { status, version, attempt, countedAttempts, generation, dueAt },
      { status: 'planned', version: 0, attempt: 0, countedAttempts: 0, generation: 1, dueAt: null },
    )
  })

  test('the start of its run queues it, without a version of its own', () => {
    assert.deepEqual(
      { status: queuedState.status, version: queuedState.version, dueAt: queuedState.dueAt },
      { status: 'queued', version: 0, dueAt: at },
    )
    assert.equal(queuedState.notBefore, null)
  })

  test('a start that is due later delays it', () => {
    const started = { type: 'RunStarted', data: { dueAt: '2026-03-29T10:00:00.000Z' } } as const
    const { notBefore } = queueTask(plannedState, started, at)
    assert.equal(notBefore, started.data.dueAt)
  })

  test('the start of its run queues only planned tasks', () => {
    const task = after(cancelled())
    assert.equal(queueTask(task, { type: 'RunStarted', data: { dueAt: at } }, at), task)
  })

  test('a cancelled task is the same, whether its run was started before or not', () => {
    const { dueAt, notBefore, status } = after(cancelled())
    const never = planned.stateAfter([cancelled()])
    assert.deepEqual(
      { dueAt, notBefore, status },
      { dueAt: null, notBefore: null, status: 'cancelled' },
    )
    assert.deepEqual(never, { ...after(cancelled()) })
  })

  test('every event is a version', () =>
    assert.equal(after(due(1), failed(1), retryRequested(1, 1, false), due(2)).version, 4))

  test('an attempt begins at its dispatch; the first one of a generation is remembered', () => {
    const task = after(due(1))
    assert.deepEqual(
      [task.status, task.attempt, task.attemptAt, task.firstAttemptAt],
      ['running', 1, at, at],
    )
  })

  test('a failed attempt with a next time waits for it; without one the task has failed', () => {
    const retryAt = '2026-03-29T09:05:00.000Z'
    const waiting = { ...failed(1), data: { ...failed(1).data, retryAt } } as TaskEvent
    const again = after(due(1), waiting)
    assert.deepEqual([again.status, again.notBefore, again.dueAt], ['queued', retryAt, at])
    assert.equal(after(due(1), failed(1)).status, 'failed')
  })

  test('publishing stores where the post is and clears the error', () => {
    const task = after(due(1), failed(1), retryRequested(1, 1, false), due(2), published(2))
    assert.deepEqual(
      [task.status, task.remoteId, task.url, task.error],
      ['published', 'r1', 'https://x.example/1', null],
    )
  })

  test('a release lets it go at once, but leaves when it was due', () => {
    const releasedAt = '2026-03-29T11:00:00.000Z'
    const { data } = cancelled(1)
    const task = after(due(1), held(1), {
      type: 'TaskReleased',
      data: { ...data, dueAt: releasedAt },
    })
    assert.deepEqual([task.status, task.dueAt, task.notBefore], ['queued', at, null])
  })

  test('a retry has all attempts again, under the same identity', () => {
    const task = after(due(1), failed(1, 5), retryRequested(1, 1, false))
    assert.deepEqual(
      [
        task.status,
        task.countedAttempts,
        task.generation,
        task.attempt,
        task.firstAttemptAt,
        task.error,
      ],
      ['queued', 0, 1, 1, at, null],
    )
  })

  test('a new generation forgets the post it had, and its idempotency window', () => {
    for (const end of [published(1), unconfirmed(1)]) {
      const task = after(due(1), end, retryRequested(1, 2, true))
      assert.deepEqual(
        [task.generation, task.remoteId, task.url, task.firstAttemptAt],
        [2, null, null, null],
      )
    }
  })
})

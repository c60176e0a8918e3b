import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { EventType, RecordedEvent } from '@pressrun/events'
import { attemptsOf } from './task-history.ts'

const identity = {
  runId: 'run_1',
  accountId: 'account_1',
  platform: 'feed',
  generation: 1,
} as const
const error = { code: 'reset', message: 'broken', class: 'unknown' } as const

let position = 0
const at = (second: number) => `2026-03-01T12:00:${String(second).padStart(2, '0')}.000Z`

const event = (type: EventType, second: number, data: object) => {
  position += 1
  return {
    type,
    position,
    version: position,
    schemaVersion: 1,
    recordedAt: at(second),
    id: 'event_1',
    streamId: 'task_1',
    meta: { projectId: 'project_1', actor: 'x' },
    data: { ...identity, ...data },
  } as unknown as RecordedEvent
}

const due = (attempt: number, second: number) =>
  event('TaskDue', second, { attempt, dueAt: at(second) })
const timing = (attempt: number, second: number) => ({
  attempt,
  startedAt: at(second),
  durationMs: 250,
  latenessMs: 3,
})

suite('the attempts of a task', () => {
  test('are none before it was due', () => {
    assert.deepEqual(attemptsOf([]), [])
  })

  test('have no end while they run', () => {
    const [attempt] = attemptsOf([due(1, 1)])
    assert.deepEqual(
      [attempt?.outcome, attempt?.startedAt, attempt?.finishedAt, attempt?.durationMs],
      ['running', at(1), null, null],
    )
  })

  test('show how each ended, in order', () => {
    const attempts = attemptsOf([
      due(1, 1),
      event('TaskAttemptFailed', 3, { ...timing(1, 2), error, countedAttempts: 1, retryAt: at(9) }),
      due(2, 9),
      event('TaskPublished', 10, { ...timing(2, 9), remoteId: '7', url: 'https://example.org/7' }),
    ])
    assert.deepEqual(attempts, [
      {
        number: 1,
        generation: 1,
        startedAt: at(2),
        finishedAt: at(3),
        durationMs: 250,
        outcome: 'failed',
        error,
        retryAt: at(9),
      },
      {
        number: 2,
        generation: 1,
        startedAt: at(9),
        finishedAt: at(10),
        durationMs: 250,
        outcome: 'published',
        remoteId: '7',
        url: 'https://example.org/7',
      },
    ])
  })

  test('can end unknown or held', () => {
    const unconfirmed = event('TaskUnconfirmed', 2, { ...timing(1, 1), error })
    assert.equal(attemptsOf([due(1, 1), unconfirmed])[0]?.outcome, 'unconfirmed')
    const held = event('TaskHeld', 2, { ...timing(1, 1), error })
    assert.equal(attemptsOf([due(1, 1), held])[0]?.outcome, 'held')
  })

  test('keep their times, even if the outcome is found later', () => {
    const unconfirmed = event('TaskUnconfirmed', 2, { ...timing(1, 1), error })
    const found = { ...timing(1, 40), durationMs: 9_000, knownBy: 'reconciliation' }
    const published = event('TaskPublished', 41, { ...found, remoteId: '7' })
    const [attempt] = attemptsOf([due(1, 1), unconfirmed, published])
    assert.deepEqual(attempt, {
      number: 1,
      generation: 1,
      startedAt: at(1),
      finishedAt: at(2),
      durationMs: 250,
      outcome: 'published',
      remoteId: '7',
      knownBy: 'reconciliation',
    })
  })

  test('have failed when a check, or a person, found nothing', () => {
    const unconfirmed = event('TaskUnconfirmed', 2, { ...timing(1, 1), error })
    const absent = { ...timing(1, 40), error, countedAttempts: 1, absent: true, knownBy: 'person' }
    const [attempt] = attemptsOf([due(1, 1), unconfirmed, event('TaskAttemptFailed', 41, absent)])
    assert.deepEqual(
      [attempt?.outcome, attempt?.knownBy, attempt?.finishedAt],
      ['failed', 'person', at(2)],
    )
  })

  test('keep the outcome of their publisher after others had settled them', () => {
    const history = [
      due(1, 1),
      event('TaskAttemptFailed', 3, { ...timing(1, 2), error, countedAttempts: 1, retryAt: at(9) }),
      due(2, 9),
      event('TaskLateOutcome', 10, { ...timing(1, 2), remoteId: '7' }),
    ]
    const [first, second] = attemptsOf(history)
    assert.deepEqual([first?.outcome, second?.outcome], ['failed', 'running'])
    assert.deepEqual(first?.lateOutcome, { at: at(10), remoteId: '7' })
  })

  test('are not undone by later requests', () => {
    const unconfirmed = event('TaskUnconfirmed', 2, { ...timing(1, 1), error })
    const asked = [
      event('TaskReconcileDue', 3, { attempt: 1, look: 1, againAt: at(9) }),
      event('TaskStillUnconfirmed', 4, { attempt: 1, look: 1, error }),
    ]
    assert.equal(attemptsOf([due(1, 1), unconfirmed, ...asked])[0]?.outcome, 'unconfirmed')
  })

  test('are not made by people: a retry or a cancellation is none', () => {
    const asked = event('TaskRetryRequested', 2, { attempt: 1, dueAt: at(2), force: false })
    assert.equal(attemptsOf([due(1, 1), asked]).length, 1)
    assert.deepEqual(attemptsOf([event('TaskCancelled', 1, { attempt: 0 })]), [])
  })
})

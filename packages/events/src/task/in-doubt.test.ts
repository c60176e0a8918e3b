import { suite, test } from 'node:test'
import type { TaskCommand } from './decide.ts'
import type { TaskEvent } from './decision.ts'
import {
  at,
  due,
  error,
  facts,
  failed,
  now,
  published,
  queued,
  record,
  retryRequested,
  taskId,
  timing,
} from './task.fixture.ts'

const { given } = queued
const cancel: TaskCommand = { type: 'CancelTask', taskId, now }
const timeout = { code: 'timeout', message: 'No answer.', class: 'unknown' } as const

const nextCheckAt = new Date(now + 30_000).toISOString()

/** The first attempt may have published; the task waits for its second. */
const doubted: TaskEvent = {
  type: 'TaskAttemptFailed',
  data: { ...facts(1), ...timing, error: timeout, countedAttempts: 1, retryAt: at },
}

const rejected = record(
  { outcome: 'rejected', code: error.code, message: error.message },
  { attempt: 2 },
)

suite('a task that may be visible already', () => {
  test('is unconfirmed, not failed, when its repeat is rejected', () =>
    given(due(1), doubted, due(2))
      .when(rejected)
      .yields({ type: 'TaskUnconfirmed', data: { ...facts(2), ...timing, error } }))

  test('is failed when its repeat is rejected after a check that found nothing', () =>
    given(due(1), doubted, due(2))
      .when({ ...rejected, foundAbsent: true })
      .yields({
        type: 'TaskAttemptFailed',
        data: { ...facts(2), ...timing, error, countedAttempts: 2, absent: true },
      }))

  test('stays in doubt when its repeat cannot go out, for any reason', () => {
    const limited: TaskEvent = {
      type: 'TaskAttemptFailed',
      data: {
        ...facts(2),
        ...timing,
        error: { code: 'rate-limited', message: 'Wait.', class: 'rate-limited' },
        countedAttempts: 1,
        retryAt: at,
      },
    }
    given(due(1), doubted, due(2), limited)
      .when(cancel)
      .yields({
        type: 'TaskUnconfirmed',
        data: {
          ...facts(2),
          startedAt: at,
          durationMs: 0,
          latenessMs: 0,
          error: limited.data.error,
          nextCheckAt,
        },
      })
  })

  test('is unconfirmed, not cancelled, when it is given up', () =>
    given(due(1), doubted)
      .when(cancel)
      .yields({
        type: 'TaskUnconfirmed',
        data: {
          ...facts(1),
          startedAt: at,
          durationMs: 0,
          latenessMs: 0,
          error: timeout,
          nextCheckAt,
        },
      }))

  test('is no longer in doubt in a new generation', () =>
    given(due(1), doubted, due(2), published(2), retryRequested(2, 2, true))
      .when(cancel)
      .yields({ type: 'TaskCancelled', data: facts(2, 2) }))
})

suite('a retry of a run that is scheduled for later', () => {
  test('waits for that instant', () => {
    const later = now + 3_600_000
    given(due(1), failed(1))
      .when({ type: 'RetryTask', taskId, force: false, notBefore: later, now })
      .yields({
        type: 'TaskRetryRequested',
        data: { ...facts(1), dueAt: new Date(later).toISOString(), force: false },
      })
  })
})

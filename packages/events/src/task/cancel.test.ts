import { suite, test } from 'node:test'
import type { TaskCommand } from './decide.ts'
import type { TaskEvent } from './decision.ts'
import type { CommitOutcome } from './outcome.ts'
import {
  at,
  cancelled,
  due,
  facts,
  now,
  published,
  queued,
  record,
  retryRequested,
  taskId,
  timing,
} from './task.fixture.ts'

const { given } = queued
const text = { code: 'reset', message: 'Reset.' }
const cancel: TaskCommand = { type: 'CancelTask', taskId, afterAttempt: true, now }
const requested: TaskEvent = { type: 'TaskCancelRequested', data: facts(1) }
const retryAt = new Date(now + 250 + 1_000).toISOString()
const nextCheckAt = new Date(now + 250 + 30_000).toISOString()

const failedWith = (outcome: 'not-sent' | 'unknown', countedAttempts: number): TaskEvent => ({
  type: 'TaskAttemptFailed',
  data: { ...facts(1), ...timing, error: { ...text, class: outcome }, countedAttempts, retryAt },
})

suite('cancelling a task that is on its way', () => {
  test('requests its cancellation, once', () => {
    given(due(1)).when(cancel).yields(requested)
    given(due(1), requested).when(cancel).changesNothing()
  })

  test('cancels it when its attempt has sent nothing', () =>
    given(due(1), requested)
      .when(record({ outcome: 'not-sent', ...text }))
      .yields(failedWith('not-sent', 0), cancelled(1)))

  test('leaves it unconfirmed when its attempt may have sent something', () => {
    const error = { ...text, class: 'unknown' } as const
    given(due(1), requested)
      .when(record({ outcome: 'unknown', ...text }))
      .yields(failedWith('unknown', 1), {
        type: 'TaskUnconfirmed',
        data: { ...facts(1), startedAt: at, durationMs: 0, latenessMs: 0, error, nextCheckAt },
      })
  })

  test('cancels it when its account is held meanwhile', () => {
    const error = { code: 'auth-required', message: 'No.', class: 'auth-required' } as const
    given(due(1), requested)
      .when(record({ outcome: 'auth-required', message: 'No.' }))
      .yields({ type: 'TaskHeld', data: { ...facts(1), ...timing, error } }, cancelled(1))
  })

  test('comes too late when its attempt ends by itself', () => {
    const outcome: CommitOutcome = {
      outcome: 'published',
      remoteId: 'r1',
      url: 'https://x.example/1',
    }
    given(due(1), requested).when(record(outcome)).yields(published(1))
  })

  test('is forgotten when it is retried', () =>
    given(
      due(1),
      requested,
      failedWith('not-sent', 0),
      cancelled(1),
      retryRequested(1, 1, false),
      due(2),
    )
      .when(record({ outcome: 'not-sent', ...text }, { attempt: 2 }))
      .yields({
        type: 'TaskAttemptFailed',
        data: {
          ...facts(2),
          ...timing,
          error: { ...text, class: 'not-sent' },
          countedAttempts: 0,
          retryAt: new Date(now + 250 + 2_000).toISOString(),
        },
      }))
})

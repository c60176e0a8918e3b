import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { TaskEvent } from './decision.ts'
import {
  at,
  due,
  error,
  facts,
  failed,
  held,
  published,
  queued,
  record,
  timing,
  unconfirmed,
} from './task.fixture.ts'

const { given, stateAfter } = queued
const waiting: TaskEvent = {
  type: 'TaskAttemptFailed',
  data: {
    ...facts(1),
    ...timing,
    error: { ...error, class: 'unknown' },
    countedAttempts: 1,
    retryAt: at,
  },
}

suite('a result that comes too late', () => {
  const late = record({ outcome: 'published', remoteId: 'r1' })
  const data = { ...facts(1), ...timing, remoteId: 'r1' }

  test('a result that comes too late and proves the post overrides any earlier conclusion', () => {
    const proof: TaskEvent = { type: 'TaskPublished', data: { ...data, knownBy: 'late-answer' } }
    for (const conclusion of [unconfirmed(1), waiting, failed(1), held(1)])
      given(due(1), conclusion).when(late).yields(proof)
  })

  test('is recorded, and drives nothing, while another attempt is under way', () => {
    const lateOutcome: TaskEvent = { type: 'TaskLateOutcome', data }
    given(due(1), waiting, due(2)).when(late).yields(lateOutcome)
    assert.equal(stateAfter([due(1), waiting, due(2), lateOutcome])?.status, 'running')
  })

  test('adds nothing to a known post, and nothing at all without a post', () => {
    given(due(1), published(1)).when(late).changesNothing()
    given(due(1), unconfirmed(1))
      .when(record({ outcome: 'rejected', code: 'c', message: 'm' }))
      .isRefused('stale-attempt')
  })

  test('about an older generation is only recorded', () =>
    given(due(1), unconfirmed(1), {
      type: 'TaskRetryRequested',
      data: { ...facts(1, 2), dueAt: at, force: true },
    })
      .when(late)
      .yields({ type: 'TaskLateOutcome', data }))
})

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

suite('an answer that comes too late', () => {
  const late = record({ outcome: 'published', remoteId: 'r1' })
  const data = { ...facts(1), ...timing, remoteId: 'r1' }

  test('an answer that comes too late and proves the post is the truth, whatever was concluded without it', () => {
    const proof: TaskEvent = { type: 'TaskPublished', data: { ...data, knownBy: 'late-answer' } }
    for (const conclusion of [unconfirmed(1), waiting, failed(1), held(1)])
      given(due(1), conclusion).when(late).yields(proof)
  })

  test('is on record, and drives nothing, while another attempt is under way', () => {
    const lateOutcome: TaskEvent = { type: 'TaskLateOutcome', data }
    given(due(1), waiting, due(2)).when(late).yields(lateOutcome)
    assert.equal(stateAfter([due(1), waiting, due(2), lateOutcome])?.status, 'running')
  })

  test('says nothing new about a post that is known, and nothing at all without a post', () => {
    given(due(1), published(1)).when(late).changesNothing()
    given(due(1), unconfirmed(1))
      .when(record({ outcome: 'rejected', code: 'c', message: 'm' }))
      .isRefused('stale-attempt')
  })

  test('about an older generation is on record only', () =>
    given(due(1), unconfirmed(1), {
      type: 'TaskRetryRequested',
      data: { ...facts(1, 2), dueAt: at, force: true },
    })
      .when(late)
      .yields({ type: 'TaskLateOutcome', data }))
})

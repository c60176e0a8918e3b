import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { TaskCommand } from './decide.ts'
import type { TaskEvent } from './decision.ts'
import { evolveTask } from './evolve.ts'
import { repeatIsHarmless, type Idempotency } from './outcome.ts'
import { lostSince, perhapsSent, sinceFirstAttemptMs } from './restored.ts'
import {
  at,
  cancelled,
  due,
  facts,
  failed,
  held,
  now,
  planned,
  published,
  queued,
  queuedState,
  taskId,
  unconfirmed,
} from './task.fixture.ts'

const since = '2026-03-29T08:00:00.000Z'
const doubt: TaskCommand = { type: 'DoubtTask', taskId, since, nextCheckAt: at }
const doubted = (attempt: number): TaskEvent => ({
  type: 'TaskUnconfirmed',
  data: {
    ...facts(attempt),
    startedAt: since,
    durationMs: 0,
    latenessMs: 0,
    error: perhapsSent,
    nextCheckAt: at,
  },
})
const checkDue: TaskEvent = {
  type: 'TaskReconcileDue',
  data: { ...facts(0), check: 1, againAt: at },
}
const looked = (result: object, lookedAt = now): TaskCommand =>
  ({
    type: 'RecordReconciliation',
    taskId,
    check: 1,
    attempt: 0,
    result,
    startedAt: lookedAt,
    now: lookedAt,
  }) as TaskCommand

suite('a task of a restored log', () => {
  const { given } = queued

  test('is unconfirmed and checked at once if it may have gone out since', () => {
    given().when(doubt).yields(doubted(0))
    given(due(1)).when(doubt).yields(doubted(1))
    given(due(1), held(1)).when(doubt).yields(doubted(1))
  })

  test('stays as it is if it is over, or needs a person to begin', () => {
    for (const end of [published(1), failed(1), unconfirmed(1)])
      given(due(1), end).when(doubt).changesNothing()
    given(cancelled()).when(doubt).changesNothing()
    planned.given().when(doubt).changesNothing()
  })

  test('is sent when its post is missing, at any age', () =>
    given(doubted(0), checkDue)
      .when(looked({ finding: 'absent' }, now + 48 * 3_600_000))
      .yields({
        type: 'TaskAttemptFailed',
        data: {
          ...facts(0),
          startedAt: '2026-03-31T09:00:00.000Z',
          durationMs: 0,
          latenessMs: 48 * 3_600_000,
          knownBy: 'reconciliation',
          countedAttempts: 0,
          retryAt: '2026-03-31T09:00:00.000Z',
          error: {
            class: 'not-sent',
            code: 'not-published',
            message: 'The platform was asked: nothing was published.',
          },
          absent: true,
        },
      }))

  test('is sent again, and stays in doubt, where a repeat changes nothing', () => {
    const repeated: TaskEvent = {
      type: 'TaskAttemptFailed',
      data: {
        ...facts(0),
        startedAt: at,
        durationMs: 0,
        latenessMs: 0,
        knownBy: 'reconciliation',
        countedAttempts: 0,
        retryAt: at,
        error: perhapsSent,
      },
    }
    given(doubted(0), checkDue)
      .when(looked({ finding: 'repeatable' }))
      .yields(repeated)
    const task = [doubted(0), checkDue, repeated, due(1)].reduce(
      (state, event) => evolveTask(state, event, at),
      queuedState,
    )
    assert.deepEqual([task.status, task.inDoubt, task.firstAttemptAt], ['running', true, null])
    assert.equal(sinceFirstAttemptMs(task, now), Infinity)
  })

  test('begins with a first attempt once it is known that there was none', () => {
    const absent: TaskEvent = {
      type: 'TaskAttemptFailed',
      data: {
        ...facts(0),
        startedAt: at,
        durationMs: 0,
        latenessMs: 0,
        error: { ...perhapsSent, class: 'not-sent' },
        countedAttempts: 0,
        retryAt: at,
        absent: true,
      },
    }
    const task = [doubted(0), checkDue, absent, due(1)].reduce(
      (state, event) => evolveTask(state, event, at),
      queuedState,
    )
    assert.deepEqual([task.inDoubt, task.firstAttemptAt], [false, at])
  })

  test('records since when it may have gone out', () => {
    const history = [unconfirmed(1), doubted(1)].flatMap((event) =>
      event.type === 'TaskUnconfirmed' ? [event] : [],
    )
    assert.equal(lostSince(history), since)
    assert.equal(lostSince(history.slice(0, 1)), undefined)
  })
})

suite('a repeat of an attempt that was lost', () => {
  const harmless = (idempotency: Partial<Idempotency>) =>
    repeatIsHarmless(
      { class: 'key', settleMs: 0, canReconcile: true, ...idempotency },
      sinceFirstAttemptMs({ firstAttemptAt: null, inDoubt: true }, now),
    )

  test('is harmless only under a key that is stored for ever', () => {
    assert.equal(harmless({ class: 'key' }), true)
    assert.equal(harmless({ class: 'key', keyWindowMs: 3_600_000 }), false)
    assert.equal(harmless({ class: 'deterministic-id' }), false)
    assert.equal(harmless({ class: 'refuses-repeat' }), false)
  })
})

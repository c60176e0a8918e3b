import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { DomainEvent, RecordedEvent } from '@pressrun/events'
import { accountAsOf, doubtfulSince, type AccountHistory } from './account-as-of.ts'

/** Events at the log positions they are listed with. */
const logOf = (...entries: [number, DomainEvent][]): RecordedEvent[] =>
  entries.map(([position, event]) => ({
    ...event,
    position,
    id: `event_${position}`,
    streamId: 'account_1',
    version: position,
    schemaVersion: 1,
    meta: { projectId: 'project_1', actor: 'test' },
    recordedAt: '2026-03-29T09:00:00.000Z',
  }))

suite('an account as it was', () => {
  const connected: DomainEvent = {
    type: 'AccountConnected',
    data: {
      projectId: 'project_1',
      platform: 'webhook',
      name: 'A',
      settings: { n: 1 },
      limits: {},
    },
  }
  const changed = (data: object): DomainEvent => ({
    type: 'AccountChanged',
    data: { credentialsReplaced: false, ...data },
  })
  const today = { name: 'B', settings: { n: 3 } }
  const asOf = (position: number, ...entries: [number, DomainEvent][]) =>
    accountAsOf(
      { ...today, history: logOf([1, connected], ...entries) as AccountHistory },
      position,
    )

  test('is as it is now when nothing has changed since', () =>
    assert.partialDeepStrictEqual(asOf(5, [3, changed({ name: 'B' })]), today))

  test('has the name and the settings of then', () =>
    assert.deepEqual(asOf(5, [7, changed({ name: 'B', settings: { n: 2 } })]), {
      name: 'A',
      settings: { n: 1 },
    }))

  test('may have new credentials for the old place', () =>
    assert.deepEqual(asOf(5, [7, changed({ credentialsReplaced: true })]), {
      name: 'A',
      settings: { n: 1 },
    }))

  test('is unknown when both place and credentials have changed', () => {
    const both = changed({ settings: { n: 2 }, credentialsReplaced: true })
    assert.equal(asOf(5, [7, both]), undefined)
    const oneByOne = [changed({ settings: { n: 2 } }), changed({ credentialsReplaced: true })]
    assert.equal(asOf(5, [7, oneByOne[0]!], [8, oneByOne[1]!]), undefined)
    assert.notEqual(asOf(9, [7, both]), undefined)
  })
})

suite('the doubt of a task', () => {
  const facts = {
    runId: 'run_1',
    accountId: 'account_1',
    platform: 'webhook',
    attempt: 1,
    generation: 1,
  } as const
  const at = '2026-03-29T09:00:00.000Z'
  const timing = { startedAt: at, durationMs: 1, latenessMs: 0 }
  const due: DomainEvent = { type: 'TaskDue', data: { ...facts, dueAt: at } }
  const failed = (of: 'unknown' | 'not-sent', more: object = {}): DomainEvent => ({
    type: 'TaskAttemptFailed',
    data: {
      ...facts,
      ...timing,
      error: { class: of, code: 'c', message: 'm' },
      countedAttempts: 1,
      ...more,
    },
  })

  test('begins with the first attempt of unknown end', () => {
    const log = logOf([1, due], [2, failed('not-sent')], [3, due], [4, failed('unknown')], [5, due])
    assert.equal(doubtfulSince(log), 3)
    assert.equal(doubtfulSince(log.slice(0, 3)), null)
  })

  test('begins anew when nothing was found', () =>
    assert.equal(
      doubtfulSince(
        logOf([1, due], [2, failed('unknown')], [3, due], [4, failed('unknown', { absent: true })]),
      ),
      3,
    ))

  test('ends with its generation', () =>
    assert.equal(
      doubtfulSince(
        logOf(
          [1, due],
          [2, failed('unknown')],
          [3, { type: 'TaskRetryRequested', data: { ...facts, dueAt: at, force: true } }],
          [4, due],
        ),
      ),
      null,
    ))
})

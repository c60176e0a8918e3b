import { suite, test } from 'node:test'
import type { EventOf } from '../event.ts'
import type { TaskCommand } from './decide.ts'
import type { TaskEvent } from './decision.ts'
import {
  at,
  cancelled,
  due,
  facts,
  failed,
  held,
  missing,
  now,
  planned,
  published,
  queued,
  record,
  retryRequested,
  scheduledFor,
  taskId,
  unconfirmed,
} from './task.fixture.ts'

const { given } = queued
const dispatch: TaskCommand = { type: 'DispatchTask', taskId, now }
const cancel: TaskCommand = { type: 'CancelTask', taskId, now }
const release: TaskCommand = { type: 'ReleaseTask', taskId, now }
const retry = (force = false): TaskCommand => ({ type: 'RetryTask', taskId, force, now })

/** To be retried then. */
function backingOff(until: number): TaskEvent {
  const { type, data } = failed(1) as EventOf<'TaskAttemptFailed'>
  return { type, data: { ...data, retryAt: new Date(until).toISOString() } }
}

suite('dispatching a task', () => {
  test('makes it due as its next attempt', () => {
    given().when(dispatch).yields(due(1))
    given(due(1), failed(1), retryRequested(1, 1, false))
      .when(dispatch)
      .yields(due(2))
  })
  test('is refused unless it is queued', () => {
    planned.given().when(dispatch).isRefused('task-not-queued')
    for (const event of [published(1), failed(1), unconfirmed(1), held(1)])
      given(due(1), event).when(dispatch).isRefused('task-not-queued')
    given(due(1)).when(dispatch).isRefused('task-not-queued')
    given(cancelled()).when(dispatch).isRefused('task-not-queued')
  })
})

suite('starting an attempt', () => {
  const intent = { payloadHash: 'f00d', token: 'draft-7' }
  const start = (attempt: number): TaskCommand => ({
    type: 'StartAttempt',
    taskId,
    attempt,
    ...intent,
  })
  const started: TaskEvent = { type: 'TaskAttemptStarted', data: { ...facts(1), ...intent } }

  test('records what will be sent', () => given(due(1)).when(start(1)).yields(started))
  test('is refused when that is already recorded', () =>
    given(due(1), started).when(start(1)).isRefused('attempt-started'))
  test('is refused for any attempt but the current one', () => {
    given(due(1)).when(start(2)).isRefused('stale-attempt')
    given(due(1), failed(1), retryRequested(1, 1, false), due(2))
      .when(start(1))
      .isRefused('stale-attempt')
    given(due(1), published(1)).when(start(1)).isRefused('stale-attempt')
  })
  test('begins without a record at the next attempt', () =>
    given(due(1), started, failed(1), retryRequested(1, 1, false), due(2))
      .when(start(2))
      .yields({ type: 'TaskAttemptStarted', data: { ...facts(2), ...intent } }))
})

suite('retrying a task', () => {
  test('queues a failed, cancelled or held task, under the same identity', () => {
    for (const event of [failed(1), held(1)])
      for (const force of [false, true])
        given(due(1), event)
          .when(retry(force))
          .yields(retryRequested(1, 1, false))
    given(cancelled())
      .when(retry())
      .yields(retryRequested(0, 1, false))
  })
  test('is refused for a published task, unless it is forced into a new generation', () => {
    given(due(1), published(1)).when(retry()).isRefused('task-published')
    given(due(1), published(1))
      .when(retry(true))
      .yields(retryRequested(1, 2, true))
  })
  test('is refused for a task that may be published, unless it is forced into a new generation', () => {
    given(due(1), unconfirmed(1)).when(retry()).isRefused('task-unconfirmed')
    given(due(1), unconfirmed(1))
      .when(retry(true))
      .yields(retryRequested(1, 2, true))
  })
  test('changes nothing while it waits anyway', () => given().when(retry(true)).changesNothing())
  test('ends its backoff', () => {
    const later = backingOff(now + 3_600_000)
    given(due(1), later)
      .when(retry())
      .yields(retryRequested(1, 1, false))
    given(due(1), backingOff(now)).when(retry()).changesNothing()
  })
  test('is refused before the scheduled time, which only moving its run changes', () => {
    const dueAt = new Date(now + 3_600_000).toISOString()
    for (const force of [false, true])
      scheduledFor(dueAt).given().when(retry(force)).isRefused('task-scheduled')
  })
  test('is refused while it is on its way', () =>
    given(due(1)).when(retry(true)).isRefused('task-in-flight'))
  test('is refused before its run was started', () =>
    planned.given().when(retry(true)).isRefused('task-not-started'))
})

suite('cancelling a task', () => {
  test('ends a waiting task', () => {
    planned.given().when(cancel).yields(cancelled())
    given().when(cancel).yields(cancelled())
    given(due(1), held(1)).when(cancel).yields(cancelled(1))
  })
  test('a second time changes nothing', () => given(cancelled()).when(cancel).changesNothing())
  test('is too late once it is on its way', () =>
    given(due(1)).when(cancel).isRefused('task-in-flight'))
  test('is too late when it is over', () => {
    for (const event of [published(1), failed(1), unconfirmed(1)])
      given(due(1), event).when(cancel).isRefused('task-over')
  })
})

suite('releasing a task', () => {
  test('queues a held task', () =>
    given(due(1), held(1))
      .when(release)
      .yields({ type: 'TaskReleased', data: { ...facts(1), dueAt: at } }))
  test('changes nothing otherwise', () => {
    for (const history of [[], [due(1)], [due(1), failed(1)], [due(1), published(1)]])
      given(...history)
        .when(release)
        .changesNothing()
  })
})

suite('a task that does not exist', () => {
  const outcome = record({ outcome: 'published' })
  for (const command of [dispatch, cancel, release, retry(), outcome])
    test(`refuses ${command.type}`, () => missing.given().when(command).isRefused('task-not-found'))
})

import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { decideTask } from './decide.ts'
import type { TaskEvent } from './decision.ts'
import {
  reconcileGapMs,
  sendsAgainForMs,
  type Finding,
  type RecordReconciliation,
} from './reconcile.ts'
import { at, due, facts, now, published, queued, taskId, timing } from './task.fixture.ts'

const { given, stateAfter } = queued
const instant = (ms: number) => new Date(ms).toISOString()
const error = { code: 'timeout', message: 'No answer.', class: 'unknown' } as const

/** Unconfirmed, with a check in 30 seconds. */
const unconfirmed: TaskEvent = {
  type: 'TaskUnconfirmed',
  data: { ...facts(1), ...timing, error, nextCheckAt: instant(now + 30_000) },
}
const reconcileDue = (check: number, time = now + 30_000): TaskEvent => ({
  type: 'TaskReconcileDue',
  data: { ...facts(1), check, againAt: instant(time + 3_600_000) },
})
const retried: TaskEvent = {
  type: 'TaskRetryRequested',
  data: { ...facts(1), dueAt: at, force: false },
}
const findings = (result: Finding, later = 0, check = 1): RecordReconciliation => ({
  type: 'RecordReconciliation',
  taskId,
  check,
  attempt: 1,
  result,
  startedAt: now + later,
  now: now + later + 250,
})

suite('an unconfirmed task', () => {
  const reconcile = (time: number) => ({ type: 'ReconcileTask', taskId, now: time }) as const

  test('is checked when its time has come, and not again while no result has come', () => {
    given(due(1), unconfirmed)
      .when(reconcile(now + 29_999))
      .changesNothing()
    given(due(1), unconfirmed)
      .when(reconcile(now + 30_000))
      .yields(reconcileDue(1))
    given(due(1), unconfirmed, reconcileDue(1))
      .when(reconcile(now + 60_000))
      .changesNothing()
  })

  test('is checked again when the result was lost', () =>
    given(due(1), unconfirmed, reconcileDue(1))
      .when(reconcile(now + 3_630_000))
      .yields(reconcileDue(2, now + 3_630_000)))

  test('is never checked by itself where only a person can know', () => {
    const { nextCheckAt: _, ...data } = unconfirmed.data as typeof unconfirmed.data & {
      nextCheckAt: string
    }
    given(due(1), { type: 'TaskUnconfirmed', data })
      .when(reconcile(now + 1e9))
      .changesNothing()
  })

  test('is the only kind that is checked', () =>
    given(due(1)).when(reconcile(now)).isRefused('task-not-unconfirmed'))
})

suite('a check', () => {
  const looked = given(due(1), unconfirmed, reconcileDue(1))

  test('a check that finds the post publishes the task', () =>
    looked.when(findings({ finding: 'found', remoteId: 'r1' })).yields({
      type: 'TaskPublished',
      data: { ...facts(1), ...timing, remoteId: 'r1', knownBy: 'reconciliation' },
    }))

  const absent = (later: number, retryAt?: string): TaskEvent => ({
    type: 'TaskAttemptFailed',
    data: {
      ...facts(1),
      startedAt: instant(now + later),
      durationMs: 250,
      latenessMs: later,
      error: {
        class: 'not-sent',
        code: 'not-published',
        message: 'The platform was asked: nothing was published.',
      },
      countedAttempts: 0,
      ...(retryAt && { retryAt }),
      absent: true,
      knownBy: 'reconciliation',
    },
  })

  test('a check that finds nothing sends it again while it is young', () =>
    looked.when(findings({ finding: 'absent' })).yields(absent(0, instant(now + 250))))

  test('a check that finds nothing later leaves that to a person', () =>
    looked.when(findings({ finding: 'absent' }, sendsAgainForMs)).yields(absent(sendsAgainForMs)))

  test('a check that finds nothing repeats no task that was to be cancelled, or that kills its publisher', () => {
    const requested: TaskEvent = { type: 'TaskCancelRequested', data: facts(1) }
    const deadly: TaskEvent = {
      type: 'TaskUnconfirmed',
      data: { ...facts(1), ...timing, error: { ...error, code: 'publishers-died' } },
    }
    for (const history of [[requested, unconfirmed], [deadly]])
      given(due(1), ...history, reconcileDue(1))
        .when(findings({ finding: 'absent' }))
        .yields(absent(0))
  })

  test('ends the doubt when it finds nothing', () => {
    const task = stateAfter([due(1), unconfirmed, reconcileDue(1), absent(0, at)])
    assert.deepEqual([task?.status, task?.inDoubt], ['queued', false])
  })

  const unknown = (more: object = {}) => findings({ finding: 'unknown', error, ...more })
  const still = (nextCheckAt?: number): TaskEvent => ({
    type: 'TaskStillUnconfirmed',
    data: {
      ...facts(1),
      check: 1,
      error,
      ...(nextCheckAt ? { nextCheckAt: instant(nextCheckAt) } : {}),
    },
  })

  test('a check without a result is followed by another, not before the platform allows it', () => {
    looked.when(unknown()).yields(still(now + 250 + 120_000))
    looked.when(unknown({ notBefore: now + 1e6 })).yields(still(now + 1e6))
  })

  test('a check that can never have a result is the last', () =>
    looked.when(unknown({ hopeless: true })).yields(still()))

  test('is followed by others at growing gaps, up to a day, and in the end by none', () => {
    const gaps = Array.from({ length: 21 }, (_, check) => reconcileGapMs(check))
    assert.deepEqual(gaps.slice(0, 3), [30_000, 120_000, 480_000])
    assert.equal(Math.max(...gaps), 24 * 3_600_000)
    const last = findings({ finding: 'unknown', error }, 0, 20)
    const decision = decideTask(last, stateAfter([due(1), unconfirmed, reconcileDue(20)]))
    assert.ok(decision.kind === 'events' && decision.events[0].type === 'TaskStillUnconfirmed')
    assert.equal(decision.events[0].data.nextCheckAt, undefined)
  })

  test('a check whose result comes late drives nothing', () => {
    given(due(1), unconfirmed, reconcileDue(1), reconcileDue(2))
      .when(findings({ finding: 'absent' }))
      .isRefused('stale-attempt')
    given(due(1), unconfirmed, reconcileDue(1), published(1))
      .when(findings({ finding: 'absent' }))
      .isRefused('stale-attempt')
    const again = { ...unconfirmed, data: { ...unconfirmed.data, ...facts(2) } } as TaskEvent
    const checkAgain = { ...reconcileDue(1), data: { ...reconcileDue(1).data, ...facts(2) } }
    given(due(1), unconfirmed, reconcileDue(1), retried, due(2), again, checkAgain as TaskEvent)
      .when(findings({ finding: 'found', remoteId: 'r1' }))
      .isRefused('stale-attempt')
  })
})

suite('a person who confirms an outcome', () => {
  const settled = { ...facts(1), startedAt: at, durationMs: 0, latenessMs: 0, knownBy: 'person' }
  const resolve = { type: 'ResolveTask', taskId, now } as const

  test('may confirm that it was published, and where', () =>
    given(due(1), unconfirmed)
      .when({ ...resolve, outcome: 'published', url: 'https://x.example/1' })
      .yields({
        type: 'TaskPublished',
        data: { ...settled, url: 'https://x.example/1' },
      } as TaskEvent))

  test('may deny it: the task has failed, and is no longer in doubt', () => {
    const decision = decideTask(
      { ...resolve, outcome: 'not-published' },
      stateAfter([due(1), unconfirmed]),
    )
    assert.ok(decision.kind === 'events')
    const task = stateAfter([due(1), unconfirmed, decision.events[0]])
    assert.deepEqual(
      [task?.status, task?.inDoubt, task?.error?.code],
      ['failed', false, 'resolved-not-published'],
    )
  })

  test('may do so only for unconfirmed tasks', () => {
    for (const history of [[], [due(1)], [due(1), published(1)]])
      given(...history)
        .when({ ...resolve, outcome: 'published' })
        .isRefused('task-not-unconfirmed')
  })
})

suite('a retry of an unconfirmed task', () => {
  const retry = { type: 'RetryTask', taskId, force: false, now } as const
  const request: TaskEvent = {
    type: 'TaskRetryRequested',
    data: { ...facts(1), dueAt: at, force: false },
  }

  test('is refused where the effect of a repeat is unknown', () =>
    given(due(1), unconfirmed).when(retry).isRefused('task-unconfirmed'))

  test('stays in doubt where the platform can be asked first', () => {
    given(due(1), unconfirmed)
      .when({ ...retry, repeatIsSafe: true })
      .yields(request)
    assert.equal(stateAfter([due(1), unconfirmed, request])?.inDoubt, true)
  })

  test('is made once, however often it is requested', () => {
    const named = { ...request, data: { ...request.data, requestId: 'r' } } as TaskEvent
    given(due(1), unconfirmed)
      .when({ ...retry, repeatIsSafe: true, requestId: 'r' })
      .yields(named)
    given(due(1), unconfirmed, named, due(2), unconfirmed)
      .when({ ...retry, force: true, requestId: 'r' })
      .changesNothing()
  })
})

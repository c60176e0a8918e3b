import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { taskIdOf, toInstant, type AccountId, type TaskId } from '@pressrun/events'
import { applyPlan, choose, outOf } from './choose.ts'
import type { QueuedTask } from './plan.ts'
import { foldSignals } from './fold-signals.ts'
import { DispatcherState } from './memory/dispatcher-state.ts'
import type { RunFacts } from './memory/run-facts.ts'
import type { Lane } from './memory/lane.ts'
import { learnAccounts } from './memory/load-state.ts'

const accountId: AccountId = 'account_1'
const run: RunFacts = { runId: `run_${'0'.repeat(26)}`, concurrency: 10, mayFill: true }
const upstream = 'webhook/one.example'
const now = Date.parse('2026-03-29T01:00:00.000Z')
const moment = { now, ratesNow: now }

const queuedTaskOf = (taskId: TaskId, attempt: number): QueuedTask => ({
  taskId,
  priority: 0,
  dueAt: toInstant(now),
  version: 3 * attempt,
  attempt,
  generation: 1,
  meta: { projectId: 'project_1', actor: 'test' },
  run,
})

/** A lane with capacity for two attempts. */
function laneOf(state: DispatcherState): Lane {
  const facts = {
    upstream,
    platform: 'webhook',
    status: 'active',
    limits: { maxInFlight: 2, ratePerMinute: 100 },
    blockedUntil: null,
  } as const
  learnAccounts(state, [{ accountId, facts, row: null }], now)
  return state.laneOf(accountId)
}

suite('a task that ended and was queued again after the signals were read', () => {
  const taskId = taskIdOf(run.runId, 0)
  const candidatesOf = (lane: Lane) => ({ lanes: [{ lane, max: 1 }], crowded: false })
  const queueHeads = new Map([
    [accountId, { tasks: [queuedTaskOf(taskId, 1)], more: false, fullRuns: [] as RunFacts[] }],
  ])
  const ended = {
    seq: 8,
    subject: 'pressrun.events.task.TaskAttemptFailed',
    accountIds: null,
    events: [{ kind: 'end', stream: taskId, at: '', data: { accountId, attempt: 1 } }],
  } as const

  test('goes out only once its end is known, so that each attempt counts once', () => {
    const state = new DispatcherState(7, 0, 0)
    const lane = laneOf(state)
    state.begin(lane, { taskId, attempt: 1, accountId, run, upstream, at: now })

    const early = choose(state, candidatesOf(lane), queueHeads, moment)
    assert.deepEqual(outOf(early), [])
    applyPlan(state, early, now)
    assert.ok(state.ready.has(lane), 'it is looked at again in the next pass')

    foldSignals(state, [ended], moment)
    state.takeNext()
    const next = choose(state, candidatesOf(lane), queueHeads, moment)
    assert.equal(outOf(next).length, 1)
    applyPlan(state, next, now)
    assert.equal(lane.inFlight, 1)
    assert.equal(state.freeSlotsOf(run.runId), 9)
    assert.ok((lane.restAt.minute ?? 0) > now, 'the first attempt counts for the rate')
  })
})

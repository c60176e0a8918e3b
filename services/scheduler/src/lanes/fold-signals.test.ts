import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { taskIdOf, type AccountId } from '@pressrun/events'
import { foldSignals } from './fold-signals.ts'
import { DispatcherState } from './memory/dispatcher-state.ts'
import { learnAccounts } from './memory/load-state.ts'

const now = Date.parse('2026-03-29T01:00:00.000Z')
const moment = { now, ratesNow: now }
const upstream = 'webhook/one.example'
const runId = `run_${'0'.repeat(26)}` as const
const run = { runId, concurrency: 100, mayFill: false }
const facts = {
  upstream,
  platform: 'webhook',
  status: 'active',
  limits: { maxInFlight: 10, ratePerMinute: 100 },
  blockedUntil: null,
} as const

/** Six tasks over two accounts end unconfirmed: enough to open a breaker. */
const tasks = Array.from({ length: 6 }, (_, i) => ({
  taskId: taskIdOf(runId, i),
  accountId: `account_${i % 2}` as AccountId,
}))
const error = { class: 'unknown', code: 'restored' }
const ends = tasks.map(({ taskId, accountId }, i) => ({
  seq: 8 + i,
  subject: 'pressrun.events.task.TaskUnconfirmed',
  accountIds: null,
  events: [
    { kind: 'end', stream: taskId, at: '', data: { accountId, attempt: 1, error } },
  ] as const,
}))

function stateOf(): DispatcherState {
  const state = new DispatcherState(7, 7, 0)
  const accounts = tasks.map(({ accountId }) => ({ accountId, facts, row: null }))
  learnAccounts(state, accounts, now)
  return state
}

suite('tasks that end unconfirmed', () => {
  test('open the breaker of their upstream when they were in flight', () => {
    const state = stateOf()
    for (const task of tasks)
      state.begin(state.laneOf(task.accountId), { ...task, attempt: 1, run, upstream, at: now })
    assert.deepEqual(foldSignals(state, ends, moment).breakerChanges, [{ upstream, isOpen: true }])
  })

  test('leave the breaker alone when the machine of the publisher could open no connection', () => {
    const state = stateOf()
    for (const task of tasks)
      state.begin(state.laneOf(task.accountId), { ...task, attempt: 1, run, upstream, at: now })
    const ofMachine = { class: 'not-sent', code: 'machine-exhausted' }
    const failed = ends.map(({ events: [event], ...row }) => ({
      ...row,
      events: [{ ...event, data: { ...event.data, error: ofMachine } }],
    }))
    assert.deepEqual(foldSignals(state, failed, moment).breakerChanges, [])
    assert.equal(state.breakerOf(upstream).failures, 0)
  })

  test('leave the breaker alone when they were given up while they waited', () => {
    const state = stateOf()
    assert.deepEqual(foldSignals(state, ends, moment).breakerChanges, [])
    assert.equal(state.breakerOf(upstream).failures, 0)
    assert.deepEqual(state.laneOf('account_0').restAt, {})
  })
})

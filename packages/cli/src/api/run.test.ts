import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { describeWaits, type Run, type Task } from './run.ts'

const run = (...reasons: (Task['blockedOn'] | undefined)[]): Run => ({
  id: 'run_1',
  status: 'running',
  counts: {} as Run['counts'],
  tasks: reasons.map((blockedOn, i) => ({
    id: `task_${i}`,
    accountId: 'account_1',
    platform: 'webhook',
    status: 'queued',
    ...(blockedOn ? { blockedOn } : {}),
  })),
})

suite('what a run waits for', () => {
  test('is listed by reason, with the first instant at which something goes on', () => {
    const breaker = (until: string) => ({ reason: 'breaker', until })
    assert.equal(
      describeWaits(run(breaker('12:01'), breaker('12:00'), { reason: 'account-held' }, undefined)),
      '; 2 wait: breaker until 12:00; 1 wait: account-held',
    )
  })

  test('is not mentioned while tasks are only behind others', () => {
    assert.equal(describeWaits(run({ reason: 'account-in-flight' }, undefined)), '')
    assert.equal(describeWaits({ ...run(), tasks: null }), '')
  })
})

import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { crowdedLanes } from './lanes.ts'
import { logOf } from './log.fixture.ts'

suite('lanes by the log', () => {
  test('may be full', () => {
    const log = logOf(
      ['a', 'TaskDue', 0],
      ['b', 'TaskDue', 1],
      ['a', 'TaskPublished', 2],
      ['c', 'TaskDue', 3],
    )
    assert.deepEqual(crowdedLanes(log, 2), [])
  })

  test('are exceeded by an account, and by a run', () => {
    const log = logOf(
      ['run_1', 'RunCreated', 0],
      ['a', 'TaskDue', 1],
      ['b', 'TaskDue', 1],
      ['c', 'TaskDue', 1],
    )
    assert.equal(crowdedLanes(log, 3).length, 1, 'the run may have two')
    assert.equal(crowdedLanes(log, 2).length, 2)
  })

  test('are left by every outcome, once', () => {
    const log = logOf(
      ['a', 'TaskDue', 0],
      ['a', 'TaskUnconfirmed', 1],
      ['b', 'TaskDue', 2],
      // A late finding: it had left the lane before.
      ['a', 'TaskPublished', 3],
      ['c', 'TaskDue', 4],
    )
    assert.equal(crowdedLanes(log, 1).filter((line) => line.startsWith('account')).length, 1)
  })
})

import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { TaskId } from '@pressrun/events'
import { newLane, type FoundLane } from './lane.ts'
import { shareLook, tasksPerLane, tasksWanted } from './share-look.ts'

/** A lane whose head has this many tasks, and nothing behind them. */
const found = (tasks: number): FoundLane => ({
  accountId: 'account_1',
  lane: newLane(0),
  remote: 'webhook/one',
  status: 'active',
  limits: { maxInFlight: 1_000 },
  blockedUntil: null,
  inFlight: 0,
  heads: Array.from({ length: tasks }, (_, i) => ({
    taskId: `task_${i}` satisfies TaskId,
    runId: 'run_1' as const,
    meta: { projectId: 'project_1' as const, actor: 'test' },
    concurrency: 10,
  })),
  headsMax: 1_000,
  more: false,
  fullRun: null,
  soonestAt: null,
})

const tasksIn = (lanes: readonly FoundLane[]) =>
  lanes.reduce((sum, { heads }) => sum + heads.length, 0)

suite('the lanes of a look', () => {
  test('send no more than a commit should hold, even if the look before knew of one lane only', () => {
    for (const lanes of [2, 7, 50, 499, 500]) {
      const crowd = Array.from({ length: lanes }, () => found(tasksPerLane(1)))
      const tasks = tasksIn(shareLook(crowd))
      assert.ok(tasks < tasksWanted + lanes, `${tasks} of ${lanes} lanes`)
    }
  })

  test('share it evenly; what is cut off goes with the next look', () => {
    const [long, short, empty] = shareLook([found(60), found(1), found(0)], 20)
    assert.deepEqual([long?.heads.length, long?.headsMax, long?.more], [10, 10, true])
    assert.deepEqual([short, empty], [found(1), found(0)])
  })
})

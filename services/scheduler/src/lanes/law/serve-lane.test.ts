import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { AccountId, TaskId } from '@pressrun/events'
import { closedBreaker } from './breaker.ts'
import { newLane, type FoundLane } from './lane.ts'
import { runRoom } from './run-room.ts'
import { serveLane, type Look } from './serve-lane.ts'

const accountId: AccountId = 'account_1'
const look: Look = {
  now: 1_000,
  ratesNow: 1_000,
  virtualTime: 7,
  runs: runRoom(new Map()),
  breaker: closedBreaker,
  crowded: false,
}

/** A lane with one slot and one task, and perhaps more behind it. */
const found = (more: boolean): FoundLane => ({
  accountId,
  lane: { ...newLane(0), ready: true, turn: 0 },
  remote: 'webhook/one',
  status: 'active',
  limits: {},
  blockedUntil: null,
  inFlight: 0,
  heads: [head('task_1')],
  headsMax: 1,
  more,
  fullRun: null,
  soonestAt: null,
})
const head = (taskId: TaskId) => ({
  taskId,
  runId: 'run_1' as const,
  meta: { projectId: 'project_1' as const, actor: 'test' },
  concurrency: 10,
})

suite('a lane that is full after its turn', () => {
  test('sleeps until an attempt ends', () => {
    const { lane } = serveLane(found(true), look)
    assert.deepEqual([lane.ready, lane.reason], [false, 'account-in-flight'])
  })

  test('stays in line where lanes crowd, behind those that have not had their turn', () => {
    const { lane, out } = serveLane(found(true), { ...look, crowded: true })
    assert.deepEqual([lane.ready, lane.turn, out.length], [true, look.virtualTime + 1, 1])
  })

  test('sleeps when it has nothing more, however lanes crowd', () => {
    assert.equal(serveLane(found(false), { ...look, crowded: true }).lane.ready, false)
  })

  test('sleeps when its turn comes and it is still full', () => {
    const full = { ...found(false), inFlight: 1, heads: [], headsMax: 0 }
    const { lane } = serveLane(full, { ...look, crowded: true })
    assert.deepEqual([lane.ready, lane.reason], [false, 'account-in-flight'])
  })
})

suite('a lane of which more was read than may go out in one look', () => {
  const deep: FoundLane = {
    ...found(false),
    limits: { maxInFlight: 5 },
    heads: [head('task_1'), head('task_2'), head('task_3')],
    headsMax: 2,
  }

  test('sends no more than that, and is taken again for the rest', () => {
    const { lane, out } = serveLane(deep, { ...look, runs: runRoom(new Map()) })
    assert.deepEqual([out.length, lane.ready], [2, true])
  })

  test('passes over full runs on the way', () => {
    const full = { status: 'running' as const, tasks: 1, concurrency: 1 }
    const heads = [{ ...head('task_0'), runId: 'run_0' as const, concurrency: 1 }, ...deep.heads]
    const runs = runRoom(new Map([['run_0' as const, full]]))
    const { out } = serveLane({ ...deep, heads }, { ...look, runs })
    assert.deepEqual(
      out.map(({ taskId }) => taskId),
      ['task_1', 'task_2'],
    )
  })
})

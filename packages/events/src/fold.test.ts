import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { DomainEvent, RecordedEvent } from './event.ts'
import { emptyFold, fold } from './fold.ts'
import type { StreamId } from './ids.ts'
import { created, plannedTask, runId, started } from './run/run.fixture.ts'
import { due, published } from './task/task.fixture.ts'

const at = '2026-03-29T09:00:00.000Z'
const [first, second] = [plannedTask(0), { ...plannedTask(1), overrides: { title: 'Other' } }]

function logOf(...entries: [StreamId, DomainEvent][]): RecordedEvent[] {
  return entries.map(([streamId, event], i) => ({
    ...event,
    position: i + 1,
    id: `event_${i}`,
    streamId,
    version: 1,
    schemaVersion: 1,
    meta: { projectId: 'project_00000000000000000000000000', actor: 'test' },
    recordedAt: at,
  }))
}

const log = logOf(
  [runId, created],
  [runId, { type: 'TasksPlanned', data: { tasks: [first] } }],
  [runId, { type: 'TasksPlanned', data: { tasks: [second] } }],
  [runId, started],
  [first.taskId, due(1)],
  [first.taskId, published(1)],
)

suite('folding the log', () => {
  test('plans a run’s tasks and queues them with its start', () => {
    const { runs, tasks } = fold(log.slice(0, 4))
    assert.deepEqual([runs.get(runId)?.status, runs.get(runId)?.version], ['running', 4])
    assert.deepEqual(
      [...tasks.values()].map(({ id, status, dueAt, overrides }) => [id, status, dueAt, overrides]),
      [
        [first.taskId, 'queued', at, null],
        [second.taskId, 'queued', at, { title: 'Other' }],
      ],
    )
  })

  test('leaves the tasks planned while the run is a draft', () =>
    assert.deepEqual(
      [...fold(log.slice(0, 3)).tasks.values()].map((task) => task.status),
      ['planned', 'planned'],
    ))

  test('follows each task', () =>
    assert.deepEqual(
      [...fold(log).tasks.values()].map((task) => [task.status, task.version]),
      [
        ['published', 2],
        ['queued', 0],
      ],
    ))

  test('is the same when done in parts', () => {
    const whole = fold(log)
    const parts = emptyFold()
    for (const event of log) fold([event], parts)
    assert.deepEqual(parts, whole)
  })

  test("is a fault where a task's event precedes its run", () =>
    assert.throws(() => fold(log.slice(4)), /TaskDue before TasksPlanned/))
})

import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { RunId } from '@pressrun/events'
import type { Candidate } from './candidate.ts'
import { chooseTasks } from './choose.ts'

const candidate = (runId: RunId, name: string, concurrency: number): Candidate => ({
  taskId: `task_${name}`,
  runId,
  concurrency,
  meta: { projectId: 'project_1', actor: 'test' },
})
const one = (name: string, concurrency = 2) => candidate('run_one', name, concurrency)
const two = (name: string, concurrency = 2) => candidate('run_two', name, concurrency)

const chosen = (candidates: readonly Candidate[], onTheirWay = 0) =>
  chooseTasks(candidates, new Map([['run_one', { tasks: onTheirWay }]])).map(({ taskId }) =>
    taskId.slice('task_'.length),
  )

suite('choosing what goes out', () => {
  test('takes as many of a run as may be on their way at once, in the order given', () => {
    assert.deepEqual(chosen([one('a'), one('b'), one('c')]), ['a', 'b'])
  })

  test('counts what is on its way already', () => {
    assert.deepEqual(chosen([one('a'), one('b')], 1), ['a'])
    assert.deepEqual(chosen([one('a'), one('b')], 5), [])
  })

  test('lets a full run hold up no other', () => {
    assert.deepEqual(chosen([one('a', 1), one('b', 1), two('c'), two('d')]), ['a', 'c', 'd'])
  })
})

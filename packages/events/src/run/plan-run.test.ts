import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { taskIdOf, type AccountId, type ProjectId, type RunId } from '../ids.ts'
import { planRun } from './plan-run.ts'

const runId: RunId = 'run_0000000000000000000000000a'
const account = (name: string) => `acc_${name}` as AccountId
const facts = {
  runId,
  projectId: 'prj_1' as ProjectId,
  snapshot: 'a'.repeat(64),
  title: 'News',
  priority: 0,
  concurrency: 8,
  start: true,
  now: 1_000,
}

suite('planning a run', () => {
  const accounts = [
    { id: account('b'), platform: 'slack' },
    { id: account('a'), platform: 'devto' },
  ]

  test('gives each account a task, in the order of the accounts', () => {
    assert.deepEqual(planRun({ ...facts, accounts }), {
      type: 'CreateRun',
      ...facts,
      tasks: [
        { taskId: taskIdOf(runId, 0), accountId: 'acc_b', platform: 'slack' },
        { taskId: taskIdOf(runId, 1), accountId: 'acc_a', platform: 'devto' },
      ],
    })
  })

  test('gives a task the overrides of its account, and none where there are none', () => {
    const overrides = { [account('a')]: { title: 'For readers of dev.to' } }
    const { tasks } = planRun({ ...facts, accounts, overrides })
    assert.deepEqual(
      tasks.map((task) => task.overrides),
      [undefined, { title: 'For readers of dev.to' }],
    )
    assert.ok(tasks[0] && !('overrides' in tasks[0]))
  })
})

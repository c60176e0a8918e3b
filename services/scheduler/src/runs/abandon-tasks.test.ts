import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { DeferredIds } from '../periodic/deferred-ids.ts'
import { openLanes, type TestLanes } from '../scheduler.fixture.ts'
import { abandonTasks } from './abandon-tasks.ts'

/** The statuses of all tasks afterwards. */
async function abandoned({ pool, handle, clock }: TestLanes): Promise<string[]> {
  assert.equal(await abandonTasks(pool, handle, clock.now, new DeferredIds()), false)
  const { rows } = await pool.query<{ status: string }>('select status from task_states')
  return rows.map(({ status }) => status)
}

suite('orphaned tasks', () => {
  test('are cancelled when their attempt returns after their run was cancelled', async () => {
    await using lanes = await openLanes()
    const run = await lanes.run([await lanes.connect()])
    await lanes.dispatch()
    const meta = { projectId: 'project_00000000000000000000000000', actor: 'test' } as const
    await lanes.handle({ command: { type: 'CancelRun', runId: run.id }, meta })
    await lanes.settle(run.tasks, { outcome: 'not-sent', code: 'no', message: 'No.' })
    assert.deepEqual(await abandoned(lanes), ['cancelled'])
  })

  test('are cancelled when their account was removed meanwhile', async () => {
    await using lanes = await openLanes()
    const account = await lanes.connect()
    await lanes.run([account])
    const meta = { projectId: 'project_00000000000000000000000000', actor: 'test' } as const
    await lanes.handle({ command: { type: 'RemoveAccount', accountId: account }, meta })
    assert.deepEqual(await abandoned(lanes), ['cancelled'])
  })

  test('are cancelled when their account was removed during an attempt that then asks for new credentials', async () => {
    await using lanes = await openLanes()
    const account = await lanes.connect()
    const run = await lanes.run([account])
    await lanes.dispatch()
    await lanes.command({ type: 'RemoveAccount', accountId: account })
    await lanes.settle(run.tasks, { outcome: 'auth-required', message: 'No.' })
    assert.deepEqual(await abandoned(lanes), ['cancelled'])
  })

  test('do not include tasks that may still go out', async () => {
    await using lanes = await openLanes()
    await lanes.run([await lanes.connect()])
    assert.deepEqual(await abandoned(lanes), ['queued'])
  })
})

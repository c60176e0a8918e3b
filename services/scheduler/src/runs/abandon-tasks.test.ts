import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { openLanes } from '../scheduler.fixture.ts'
import { abandonTasks } from './abandon-tasks.ts'

suite('tasks that nobody will ever send', () => {
  test('are cancelled when their attempt came back after the run was', async () => {
    await using lanes = await openLanes()
    const run = await lanes.run([await lanes.connect()])
    await lanes.dispatch()
    const meta = { projectId: 'project_00000000000000000000000000', actor: 'test' } as const
    await lanes.handle({ command: { type: 'CancelRun', runId: run.id }, meta })
    await lanes.settle(run.tasks, { outcome: 'not-sent', code: 'no', message: 'No.' })
    assert.equal(await abandonTasks(lanes.pool, lanes.handle, lanes.clock.now), 1)
    const { rows } = await lanes.pool.query('select status from tasks')
    assert.deepEqual(rows, [{ status: 'cancelled' }])
    assert.equal(await abandonTasks(lanes.pool, lanes.handle, lanes.clock.now), 0)
  })

  test('are cancelled when their account was removed meanwhile', async () => {
    await using lanes = await openLanes()
    const account = await lanes.connect()
    await lanes.run([account])
    const meta = { projectId: 'project_00000000000000000000000000', actor: 'test' } as const
    await lanes.handle({ command: { type: 'RemoveAccount', accountId: account }, meta })
    assert.equal(await abandonTasks(lanes.pool, lanes.handle, lanes.clock.now), 1)
  })

  test('leave alone what still has its time', async () => {
    await using lanes = await openLanes()
    await lanes.run([await lanes.connect()])
    assert.equal(await abandonTasks(lanes.pool, lanes.handle, lanes.clock.now), 0)
  })
})

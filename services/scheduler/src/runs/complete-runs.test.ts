import assert from 'node:assert/strict'
import { afterEach, beforeEach, suite, test } from 'node:test'
import type { RunId } from '@pressrun/events'
import { openLanes, type TestLanes } from '../scheduler.fixture.ts'
import { runCompletion, type CompleteRuns } from './complete-runs.ts'

suite('completing runs', () => {
  let lanes: TestLanes
  let complete: CompleteRuns
  beforeEach(async () => {
    lanes = await openLanes()
    complete = runCompletion(lanes.pool, lanes.handle)
  })
  afterEach(() => lanes[Symbol.asyncDispose]())

  const completions = async () => {
    const { rows } = await lanes.pool.query<{ id: RunId; counts: object }>(
      `select stream_id as id, data->'counts' as counts from events where type = 'RunCompleted'
       order by position`,
    )
    return rows
  }

  test('waits for the last open task, then counts the tasks by how they ended', async () => {
    const run = await lanes.run(await lanes.connectMany(3))
    const [first, second, third] = run.tasks as [
      `task_${string}`,
      `task_${string}`,
      `task_${string}`,
    ]
    await lanes.dispatch()
    await lanes.settle([first])
    await lanes.settle([second], { outcome: 'rejected', code: 'no', message: 'No.' })
    await complete([run.id])
    assert.deepEqual(await completions(), [])
    await lanes.settle([third])
    await complete([run.id])
    assert.deepEqual(await completions(), [{ id: run.id, counts: { published: 2, failed: 1 } }])
  })

  test('waits for a task that was opened again, even if it was checked before', async () => {
    const run = await lanes.run(await lanes.connectMany(2))
    const [first, second] = run.tasks
    await lanes.dispatch()
    await lanes.settle([first ?? assert.fail()], {
      outcome: 'rejected',
      code: 'no',
      message: 'No.',
    })
    await complete([run.id])
    await lanes.command({
      type: 'RetryTask',
      taskId: first ?? assert.fail(),
      force: false,
      now: lanes.clock.now,
    })
    await lanes.settle([second ?? assert.fail()])
    await complete([run.id])
    await complete(null)
    assert.deepEqual(await completions(), [])
    await lanes.dispatch()
    await lanes.settle([first ?? assert.fail()])
    await complete([run.id])
    assert.deepEqual(await completions(), [{ id: run.id, counts: { published: 2 } }])
  })

  test('happens once, however many schedulers try', async () => {
    const run = await lanes.run(await lanes.connectMany(1))
    await lanes.dispatch()
    await lanes.settle(run.tasks)
    await Promise.all([complete([run.id]), complete(null), complete([run.id])])
    await complete(null)
    assert.equal((await completions()).length, 1)
  })

  test('checks the runs it is given, or all', async () => {
    const accounts = await lanes.connectMany(1)
    const runs = [await lanes.run(accounts), await lanes.run(accounts)]
    for (const run of runs) {
      await lanes.dispatch()
      await lanes.settle(run.tasks)
    }
    const [first, second] = runs.map(({ id }) => id)
    await complete([first ?? assert.fail()])
    assert.deepEqual(
      (await completions()).map(({ id }) => id),
      [first],
    )
    await complete(null)
    assert.deepEqual(
      (await completions()).map(({ id }) => id),
      [first, second],
    )
  })

  test('leaves runs that wait for their time, for an account or for a person', async () => {
    const [well, ill] = await lanes.connectMany(2)
    const accounts = [well ?? assert.fail(), ill ?? assert.fail()]
    const scheduledAt = '2026-03-02T09:00:00.000Z'
    await lanes.run(accounts, { scheduledAt })
    const held = await lanes.run(accounts)
    await lanes.dispatch()
    const [fine, stuck] = held.tasks
    await lanes.settle([fine ?? assert.fail()])
    await lanes.settle([stuck ?? assert.fail()], { outcome: 'auth-required', message: 'Gone.' })
    await complete(null)
    assert.deepEqual(await completions(), [])
  })
})

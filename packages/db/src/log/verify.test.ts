import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import {
  dispatch,
  firstTask,
  meta,
  newRun,
  openTestLog,
  publish,
  type TestLog,
} from '../database.fixture.ts'
import { commandHandler } from '../commands/handle.ts'
import { verifyState } from './verify.ts'

suite('verifying', () => {
  test('finds rows and events that do not correspond', async () => {
    await using log = await openTestLog()
    const runs = [newRun(), newRun(), newRun(1, { start: false })]
    for (const command of runs) await log.handle({ command, meta })
    const [logged, lost] = runs
    await log.pool.query(
      `update tasks set status = 'published', url = 'https://x.example'
      where run_id = $1`,
      [logged?.runId],
    )
    await log.pool.query('delete from runs where id = $1', [lost?.runId])
    const { differences } = await verifyState(log.pool)
    assert.deepEqual(
      differences.map(({ id, field }) => [id, field]),
      [
        [lost?.runId, 'log'],
        [logged?.tasks[0]?.taskId, 'status'],
        [logged?.tasks[0]?.taskId, 'url'],
      ],
    )
  })

  test('finds rows without events, and gaps', async () => {
    await using log = await openTestLog()
    const run = newRun()
    await log.handle({ command: run, meta })
    await log.pool.query('delete from log where seq = 1')
    await assert.rejects(verifyState(log.pool), /before RunCreated/)
    await log.pool.query('delete from log')
    const { differences } = await verifyState(log.pool)
    assert.deepEqual(
      differences.map(({ id, field }) => [id, field]),
      [
        ['log_head', 'seq'],
        ['log_head', 'position'],
        [run.runId, 'row'],
        [run.tasks[0]?.taskId, 'row'],
        [run.tasks[0]?.taskId, 'moves in'],
      ],
    )
  })
})

suite('verifying the rows by which tasks move', () => {
  const hour = 3_600_000
  /** A task that waits, one that waits for an instant, one that is on its way, and one that was published. */
  async function fourTasks(log: TestLog) {
    const later = { scheduledAt: new Date(Date.now() + hour).toISOString() }
    const [queued, timed, running, published] = [newRun(), newRun(1, later), newRun(), newRun()]
    for (const command of [queued, timed, running, published]) await log.handle({ command, meta })
    for (const command of [dispatch(running), dispatch(published), publish(published)])
      await log.handle({ command, meta })
    return {
      queued: firstTask(queued),
      timed: firstTask(timed),
      running: firstTask(running),
      published: firstTask(published),
    }
  }
  type Name = keyof Awaited<ReturnType<typeof fourTasks>>

  const differencesOf = async (log: TestLog) =>
    (await verifyState(log.pool)).differences.map(({ field, log: logged, row }) => ({
      field,
      log: logged,
      row,
    }))

  const again = `(account_id, priority, due_at, task_id, version, attempt, generation)
    select account_id, priority, due_at, id, version, attempt, generation from tasks where id = $1`
  const cases: [string, Name, string, object][] = [
    [
      'a queued one without a row',
      'queued',
      'delete from queue where task_id = $1',
      { field: 'moves in', log: 'queue', row: undefined },
    ],
    [
      'a row for what was published',
      'published',
      `insert into queue ${again}`,
      { field: 'moves in', log: undefined, row: 'queue' },
    ],
    [
      'a second row for what is on its way',
      'running',
      `insert into queue ${again}`,
      { field: 'moves in', log: 'running', row: 'queue and running' },
    ],
    [
      'one in the queue whose instant has not come',
      'timed',
      `with early as (delete from timed where task_id = $1) insert into queue ${again}`,
      { field: 'moves in', log: 'timed', row: 'queue' },
    ],
    [
      'another version in the queue',
      'queued',
      'update queue set version = 7 where task_id = $1',
      { field: 'queue version', log: 0, row: 7 },
    ],
    [
      'another place in the queue',
      'queued',
      'update queue set priority = 9 where task_id = $1',
      { field: 'queue priority', log: 5, row: 9 },
    ],
    [
      'another attempt on its way: also the task as it is has that one',
      'running',
      'update running set attempt = 7 where task_id = $1',
      { field: 'running attempt', log: 1, row: 7 },
    ],
    [
      'what is on its way and does not rest as it was queued',
      'running',
      `update tasks set status = 'failed' where id = $1`,
      { field: 'running resting', log: 'queued', row: 'failed' },
    ],
  ]
  for (const [what, name, change, difference] of cases)
    test(`finds ${what}`, async () => {
      await using log = await openTestLog()
      const tasks = await fourTasks(log)
      assert.deepEqual(await differencesOf(log), [])
      await log.pool.query(change, [tasks[name]])
      assert.deepEqual((await differencesOf(log)).at(-1), difference)
    })

  test('accepts a task whose instant has come in either table', async () => {
    await using log = await openTestLog()
    const then = Date.now() - 60_000
    const handle = commandHandler({ pool: log.pool, now: () => then })
    const soon = newRun(1, { scheduledAt: new Date(then + 1).toISOString(), now: then })
    await handle({ command: soon, meta })
    assert.deepEqual(await differencesOf(log), [])
    await log.pool.query(`with due as (delete from timed) insert into queue ${again}`, [
      firstTask(soon),
    ])
    assert.deepEqual(await differencesOf(log), [])
  })
})

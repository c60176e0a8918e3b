import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { CreateRun, TaskId } from '@pressrun/events'
import {
  connectAccount,
  dispatch,
  firstTask,
  meta,
  newRun,
  openTestLog,
  publish,
  start,
  type TestLog,
} from '../database.fixture.ts'
import { logHead } from '../log/read.ts'
import { verifyState } from '../log/verify.ts'
import { runTransaction } from '../transaction.ts'
import { isConflict } from './failures.ts'
import { UnitOfWork } from './unit-of-work.ts'
import { loadStates } from './states.ts'

const at = '2026-03-29T09:00:00.000Z'

/** The same for another task of the run. */
const forTask = <Command extends { readonly taskId: TaskId }>(
  command: Command,
  taskId: TaskId,
) => ({
  ...command,
  taskId,
})

const shuffled = <Item>(items: readonly Item[]): Item[] =>
  items
    .map((item) => [Math.random(), item] as const)
    .toSorted(([a], [b]) => a - b)
    .map(([, item]) => item)

async function countOf(log: TestLog, type: string): Promise<{ tasks: number; events: number }> {
  const { rows } = await log.pool.query<{ tasks: number; events: number }>(
    `select count(distinct stream_id)::int as tasks, count(*)::int as events from events
      where type = $1`,
    [type],
  )
  return rows[0] ?? assert.fail()
}

suite('concurrent changes of the same rows', () => {
  test('each task goes out once and is settled once, whichever of eight processes is first', async () => {
    await using log = await openTestLog()
    const run = newRun(120)
    await log.handle({ command: run, meta })
    const processes = Array.from({ length: 8 }, () => log.another())
    const eachByAll = (command: ReturnType<typeof dispatch>) =>
      Promise.all(
        processes.flatMap(({ handle }) =>
          shuffled(run.tasks).map(({ taskId }) =>
            handle({ command: forTask(command, taskId), meta }),
          ),
        ),
      )
    for (const command of [dispatch(run), publish(run)]) {
      const kinds = (await eachByAll(command)).map(({ kind }) => kind)
      assert.equal(kinds.filter((kind) => kind === 'events').length, 120, command.type)
    }
    assert.deepEqual(await countOf(log, 'TaskDue'), { tasks: 120, events: 120 })
    assert.deepEqual(await countOf(log, 'TaskPublished'), { tasks: 120, events: 120 })
    assert.deepEqual((await verifyState(log.pool)).differences, [])
  })

  test('runs started, paused and cancelled concurrently end as the log says', async () => {
    await using log = await openTestLog()
    const runs = Array.from({ length: 20 }, () => newRun(3, { start: false }))
    await Promise.all(runs.map((command) => log.handle({ command, meta })))
    const steer = ({ runId }: CreateRun) => [
      start(runId),
      { type: 'PauseRun' as const, runId },
      { type: 'CancelRun' as const, runId },
    ]
    const processes = Array.from({ length: 6 }, () => log.another())
    await Promise.all(
      processes.flatMap(({ handle }) =>
        shuffled(runs.flatMap(steer)).map((command) => handle({ command, meta })),
      ),
    )
    assert.deepEqual((await verifyState(log.pool)).differences, [])
  })

  test('callers with stale states fail no command that shares their transaction', async () => {
    await using log = await openTestLog()
    const runs = Array.from({ length: 60 }, () => newRun())
    await Promise.all(runs.map((command) => log.handle({ command, meta })))
    const { tasks } = await loadStates(log.pool, runs.map(dispatch))
    const early = runs.filter((_, i) => i % 7 === 0)
    await Promise.all(early.map((run) => log.handle({ command: dispatch(run), meta })))
    const results = await Promise.all(
      runs.map((run) => {
        const known = tasks.get(firstTask(run)) ?? assert.fail()
        return log.handle({ command: dispatch(run), meta, known })
      }),
    )
    assert.deepEqual(
      results.map(({ kind }) => kind),
      runs.map((_, i) => (i % 7 === 0 ? 'refused' : 'events')),
    )
    assert.deepEqual(await countOf(log, 'TaskDue'), { tasks: 60, events: 60 })
    assert.deepEqual((await verifyState(log.pool)).differences, [])
  })
})

suite('a transaction that finds a row changed since it was read', () => {
  const cases = {
    'a queued task of another version': `update queue set version = version + 1 where task_id = $1`,
    'a queued task that is due at another time': `update queue set due_at = due_at + interval '1 second'
      where task_id = $1`,
    'a queued task that has left': `delete from queue where task_id = $1`,
    'a run of another version': `update runs set version = version + 1
      where id = (select run_id from tasks where id = $1)`,
    'an account of another version': `update accounts set version = version + 1
      where $1::text is not null`,
  }
  for (const [what, change] of Object.entries(cases))
    test(`is undone as a whole: ${what}`, async () => {
      await using log = await openTestLog()
      const run = newRun(3)
      const account = connectAccount('News')
      await log.handle({ command: run, meta })
      await log.handle({ command: account, meta })
      const commands = [
        { type: 'PauseAccount' as const, accountId: account.accountId },
        { type: 'PauseRun' as const, runId: run.runId },
        ...run.tasks.map(({ taskId }) => ({
          type: 'CancelTask' as const,
          taskId,
          now: Date.now(),
        })),
      ]
      const unitOfWork = new UnitOfWork(await loadStates(log.pool, commands), at)
      for (const command of commands) unitOfWork.mustDecide({ command, meta })
      await log.pool.query(change, [run.tasks[1]?.taskId])
      const rowsOf = async () =>
        Promise.all(
          ['runs', 'tasks', 'queue', 'accounts'].map(
            async (table) => (await log.pool.query(`select * from ${table} order by 1`)).rows,
          ),
        )
      const [before, head] = [await rowsOf(), await logHead(log.pool)]
      const client = await log.pool.connect()
      try {
        await assert.rejects(runTransaction(client, unitOfWork.statements()), isConflict)
      } finally {
        client.release()
      }
      assert.deepEqual(await rowsOf(), before)
      assert.deepEqual(await logHead(log.pool), head)
    })
})

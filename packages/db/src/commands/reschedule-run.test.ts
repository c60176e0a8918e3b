import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { toInstant, type CreateRun } from '@pressrun/events'
import { eventually } from '@pressrun/tests'
import {
  dispatch,
  firstTask,
  meta,
  newRun,
  openTestLog,
  type TestLog,
} from '../database.fixture.ts'
import { verifyState } from '../log/verify.ts'
import { rescheduleRun } from './reschedule-run.ts'

const tomorrow = toInstant(Date.now() + 24 * 3_600_000)

const move = async ({ pool }: TestLog, { runId }: CreateRun) => {
  const command = { type: 'RescheduleRun', runId, scheduledAt: tomorrow } as const
  const answer = await rescheduleRun({ pool, now: Date.now }, command, meta)
  assert.ok(answer.kind === 'rescheduled')
  return answer.tasks.map(({ result }) => result)
}

/** Another process holds this task, until `letGo`. */
async function heldTask({ pool }: TestLog, taskId: string) {
  const client = await pool.connect()
  await client.query('begin')
  for (const [table, id] of [
    ['tasks', 'id'],
    ['queue', 'task_id'],
    ['running', 'task_id'],
  ])
    await client.query(`select from ${table} where ${id} = $1 for update`, [taskId])
  const someoneWaits = () =>
    eventually(async () => {
      const { rows } = await pool.query(
        `select from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'`,
      )
      return rows.length > 0
    })
  const letGo = async (change?: string) => {
    if (change) await client.query(change, [taskId])
    await client.query('commit')
    client.release()
  }
  return { someoneWaits, letGo }
}

suite('moving a run', () => {
  test('does not wait for a task that is on its way: it keeps its time', async () => {
    await using log = await openTestLog()
    const run = newRun(3)
    await log.handle({ command: run, meta })
    await log.handle({ command: dispatch(run), meta })
    const { letGo } = await heldTask(log, firstTask(run))
    try {
      assert.deepEqual(await move(log, run), ['too-late', 'moved', 'moved'])
    } finally {
      await letGo()
    }
    assert.deepEqual((await verifyState(log.pool)).differences, [])
  })

  test('leaves a task alone that goes out at that very moment, and moves the rest', async () => {
    await using log = await openTestLog()
    const run = newRun(3)
    await log.handle({ command: run, meta })
    const [, second] = run.tasks
    assert.ok(second)
    const { someoneWaits, letGo } = await heldTask(log, second.taskId)
    const moving = move(log, run)
    await someoneWaits()
    await letGo(
      `with gone as (delete from queue where task_id = $1 returning *)
      insert into running select task_id, account_id, version + 1, 1, now(), 1, null, false from gone`,
    )
    assert.deepEqual(await moving, ['moved', 'too-late', 'moved'])
    const { rows } = await log.pool.query('select due_at from tasks order by id')
    assert.deepEqual(
      rows.map((row) => row.due_at === tomorrow),
      [true, false, true],
    )
  })
})

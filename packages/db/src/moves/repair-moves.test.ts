import assert from 'node:assert/strict'
import { afterEach, beforeEach, suite, test } from 'node:test'
import type { CreateRun, RunId, TaskId, TaskStatus } from '@pressrun/events'
import {
  dispatch,
  firstTask,
  meta,
  newRun,
  openTestLog,
  publish,
  type TestLog,
} from '../database.fixture.ts'
import { verifyState } from '../log/verify.ts'
import { findMisplaced, type Walked } from './find-misplaced.ts'
import { repairMoves } from './repair-moves.ts'

let log: TestLog
const each = () => {
  beforeEach(async () => (log = await openTestLog()))
  afterEach(() => log[Symbol.asyncDispose]())
}

const hour = 3_600_000
type Name = 'queued' | 'timed' | 'running' | 'published'
const oneOf: Readonly<Record<Name, () => Promise<CreateRun>>> = {
  queued: () => created(newRun()),
  timed: () => created(newRun(1, { scheduledAt: new Date(Date.now() + hour).toISOString() })),
  running: async () => given(await created(newRun()), dispatch),
  published: async () => given(await oneOf.running(), publish),
}
async function created(run: CreateRun) {
  await log.handle({ command: run, meta })
  return run
}
async function given(run: CreateRun, command: typeof dispatch) {
  await log.handle({ command: command(run), meta })
  return run
}
const statusOf = async (id: TaskId) => {
  const { rows } = await log.pool.query<{ status: TaskStatus }>(
    'select status from task_states where id = $1',
    [id],
  )
  return rows[0]?.status
}
const again = (table: string, changes = '') => `insert into ${table}
  (account_id, priority, due_at, task_id, version, attempt, generation${table === 'timed' ? ', not_before' : ''})
  select account_id, ${changes || 'priority'}, coalesce(due_at, now()), id, version, attempt, generation
    ${table === 'timed' ? `, now() + interval '1 day'` : ''} from tasks where id = $1`
const repairOne = async (id: TaskId) => (await repairMoves(log.pool, [id], Date.now()))[0]
const isWell = async () => {
  assert.deepEqual((await verifyState(log.pool)).differences, [])
  assert.deepEqual((await findMisplaced(log.pool, null, 100)).misplaced, [])
}

suite('a task whose row was deleted', () => {
  each()

  const cases: [Name, string, string, TaskStatus][] = [
    ['queued', 'queue', 'lost-while-waiting', 'queued'],
    ['timed', 'timed', 'lost-while-waiting', 'queued'],
    ['running', 'running', 'lost-on-its-way', 'unconfirmed'],
  ]
  for (const [name, table, what, status] of cases)
    test(`from ${table} is found, and then ${status}`, async () => {
      const id = firstTask(await oneOf[name]())
      await oneOf.queued()
      await isWell()
      await log.pool.query(`delete from ${table} where task_id = $1`, [id])
      assert.deepEqual((await findMisplaced(log.pool, null, 100)).misplaced, [id])
      assert.deepEqual(await repairOne(id), { taskId: id, what })
      assert.equal(await statusOf(id), status)
      await isWell()
    })

  test('a task lost on its way whose post is found is published', async () => {
    const run = await oneOf.running()
    await log.pool.query('delete from running')
    await log.handle({ command: publish(run), meta })
    assert.equal(await statusOf(firstTask(run)), 'published')
    await isWell()
  })

  for (const name of ['queued', 'timed', 'running'] as const)
    test(`when it was ${name}, cancelling it succeeds or comes too late`, async () => {
      const id = firstTask(await oneOf[name]())
      await log.pool.query('delete from queue')
      await log.pool.query('delete from timed')
      await log.pool.query('delete from running')
      const cancel = { type: 'CancelTask', taskId: id, now: Date.now() } as const
      const handled = await log.handle({ command: cancel, meta })
      assert.equal(handled.kind, name === 'running' ? 'refused' : 'events')
      assert.equal(await statusOf(id), name === 'running' ? 'unconfirmed' : 'cancelled')
      await isWell()
    })
})

suite('many tasks of a run whose rows were deleted', () => {
  each()

  test('wait again, but for those that were on their way', async () => {
    const run = await created(newRun(40))
    const ids = run.tasks.map(({ taskId }) => taskId)
    const out = ids.slice(0, 5)
    for (const taskId of out)
      await log.handle({ command: { type: 'DispatchTask', taskId, now: Date.now() }, meta })
    await log.pool.query('delete from queue')
    await log.pool.query('delete from running')
    const { misplaced } = await findMisplaced(log.pool, null, 100)
    assert.deepEqual(misplaced.toSorted(), ids)
    const repaired = await repairMoves(log.pool, misplaced, Date.now())
    const lost = repaired.filter(({ what }) => what === 'lost-on-its-way')
    assert.deepEqual(lost.map(({ taskId }) => taskId).toSorted(), out)
    await isWell()
  })
})

suite('a task with a foreign row', () => {
  each()

  const cases: [Name, string, string][] = [
    ['published', 'a place in the queue', again('queue')],
    ['published', 'an instant that it waits for', again('timed')],
    ['running', 'a place in the queue', again('queue')],
    ['queued', 'another place in the queue', again('queue', '9::smallint')],
    ['queued', 'an instant that it waits for', again('timed')],
    [
      'published',
      'an attempt on its way',
      `insert into running select id, account_id, version + 1, attempt + 1, now(), generation, null, false
        from tasks where id = $1`,
    ],
  ]
  for (const [name, what, insert] of cases)
    test(`that is ${name} loses ${what}, and stays ${name}`, async () => {
      const id = firstTask(await oneOf[name]())
      const before = await statusOf(id)
      await log.pool.query(insert, [id])
      assert.equal((await repairOne(id))?.what, 'had-others')
      assert.equal(await statusOf(id), before)
      await isWell()
    })

  test('gets its own row instead of one with another version', async () => {
    const id = firstTask(await oneOf.queued())
    await log.pool.query('update queue set version = 7')
    assert.equal((await repairOne(id))?.what, 'lost-while-waiting')
    await isWell()
  })

  test('is left as it is where its own row differs from the log', async () => {
    const id = firstTask(await oneOf.queued())
    await log.pool.query(`update tasks set status = 'published' where id = $1`, [id])
    assert.equal((await repairOne(id))?.what, 'differs')
    assert.deepEqual((await findMisplaced(log.pool, null, 100)).misplaced, [id])
  })
})

suite('a task with an instant to wait for that is in the queue', () => {
  each()

  const movedAt = async (dueMs: number) => {
    const run = newRun(1, { scheduledAt: new Date(dueMs).toISOString() })
    const id = firstTask(await created(run))
    await log.pool.query('delete from timed')
    await log.pool.query(again('queue'), [id])
    return id
  }

  test('too early is found and waits for the instant again', async () => {
    const id = await movedAt(Date.now() + hour)
    assert.deepEqual((await findMisplaced(log.pool, null, 100)).misplaced, [id])
    assert.equal((await repairOne(id))?.what, 'lost-while-waiting')
    await isWell()
  })

  test('after its instant stays there', async () => {
    const dueMs = Date.now() + hour
    const id = await movedAt(dueMs)
    assert.deepEqual(await repairMoves(log.pool, [id], dueMs), [{ taskId: id, what: 'nothing' }])
  })
})

suite('walking over the tasks of runs that are not over', () => {
  each()

  test('goes from one to the next, and reports the end', async () => {
    const runs = [newRun(3), newRun(2)]
    for (const run of runs) await created(run)
    const ids = runs.flatMap(({ tasks }) => tasks.map(({ taskId }) => taskId)).toSorted()
    await log.pool.query('delete from queue')
    const found: TaskId[] = []
    let after: RunId | null = null
    for (let parts = 0; parts < 2; parts++) {
      const { misplaced, upTo }: Walked = await findMisplaced(log.pool, after, 2)
      found.push(...misplaced)
      after = upTo
    }
    assert.equal(after, null)
    assert.deepEqual(found.toSorted(), ids)
  })
})

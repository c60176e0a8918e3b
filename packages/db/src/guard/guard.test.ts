import assert from 'node:assert/strict'
import { afterEach, beforeEach, suite, test } from 'node:test'
import { eventsOf, type CreateRun, type Witness } from '@pressrun/events'
import {
  connectAccount,
  dispatch,
  firstTask,
  meta,
  newRun,
  openTestLog,
  publish,
  type TestLog,
} from '../database.fixture.ts'
import { readLog } from '../log/read.ts'
import { verifyState } from '../log/verify.ts'
import { acceptRestore } from './accept-restore.ts'
import { checkLog, markRestored } from './check-log.ts'
import { listConcerned } from './concerned-tasks.ts'
import { logIsClear, readGuard } from './guard-row.ts'
import { logGuard } from './log-guard.ts'

let log: TestLog
const create = async (changes: Partial<CreateRun> = {}) => {
  const run = newRun(1, changes)
  await log.handle({ command: run, meta })
  for (const { accountId } of run.tasks)
    await log.handle({ command: connectAccount(accountId, accountId), meta })
  return run
}
/** What a witness has seen of the log as it is now. */
const witness = async (changes: Partial<Witness> = {}): Promise<Witness> => {
  const newest = (await readLog(log.pool, 0, 1_000)).flatMap(eventsOf).at(-1)
  const { position = 0, id } = newest ?? {}
  return { name: 'the stream', epoch: 1, position, id, ...changes }
}
const isClear = async (checked: string) => {
  const { rows } = await log.pool.query<{ clear: boolean }>(`select ${logIsClear('$1')} as clear`, [
    checked,
  ])
  return rows[0]?.clear
}
const accept = () =>
  acceptRestore({ pool: log.pool, handle: log.handle, now: Date.now, actor: 'a person' })

/** Called in a suite: each of its tests has a log of its own. */
function eachOnItsLog(): void {
  beforeEach(async () => {
    log = await openTestLog()
  })
  afterEach(() => log[Symbol.asyncDispose]())
}

suite('checking the log', () => {
  eachOnItsLog()

  test('finds nothing while the log has all that was seen of it', async () => {
    await create()
    const { restored, epoch } = await checkLog(log.pool, [await witness()])
    assert.deepEqual([restored, epoch], [null, 1])
    assert.equal((await readGuard(log.pool)).restore, null)
  })

  test('finds a later position, and records that for all', async () => {
    await create()
    const seen = await witness({ position: 1_000 })
    assert.match((await checkLog(log.pool, [seen])).restored ?? '', /position 1000/)
    // A witness that has seen nothing meets the record as well.
    assert.match((await checkLog(log.pool, [])).restored ?? '', /position 1000/)
    assert.ok((await readGuard(log.pool)).restore)
  })

  test('finds another event where the log has gone on', async () => {
    const seen = await witness({ position: 1, id: 'event_another' })
    await create()
    assert.match((await checkLog(log.pool, [seen])).restored ?? '', /another event at position 1/)
  })

  for (const part of ['system_identifier', 'database_oid', 'table_oid'])
    test(`finds a changed incarnation by its ${part}`, async () => {
      await checkLog(log.pool, [])
      assert.equal((await checkLog(log.pool, [])).restored, null)
      await log.pool.query(`update log_guard set ${part} = '7'`)
      assert.match(
        (await checkLog(log.pool, [])).restored ?? '',
        /another server, database or table/,
      )
    })
})

suite('the log is clear', () => {
  eachOnItsLog()

  test('for a process that has checked this server, database and epoch, until a restore is found', async () => {
    const guard = logGuard({ pool: log.pool, witnesses: async () => [] })
    assert.equal(await isClear(guard.checked()), false)
    assert.equal(await guard.check(), true)
    assert.equal(await isClear(guard.checked()), true)
    await log.pool.query('update log_guard set epoch = 2')
    assert.equal(await isClear(guard.checked()), false)
    assert.equal(await guard.check(), true)
    await markRestored(log.pool, 'a test says so')
    assert.equal(await isClear(guard.checked()), false)
    assert.equal(await guard.check(), false)
  })

  test('is not clear while a witness is unreachable', async () => {
    const deaf = logGuard({ pool: log.pool, witnesses: () => Promise.reject(new Error('away')) })
    await assert.rejects(deaf.check(), /away/)
    assert.equal(await isClear(deaf.checked()), false)
  })
})

suite('accepting a restore', () => {
  eachOnItsLog()

  test('does nothing while no restore was found', async () => {
    assert.equal(await accept(), undefined)
  })

  test('makes unconfirmed what may have gone out, and nothing else', async () => {
    const queued = await create()
    const running = await create()
    await log.handle({ command: dispatch(running), meta })
    const over = await create()
    await log.handle({ command: dispatch(over), meta })
    await log.handle({ command: publish(over), meta })
    const later = await create({ scheduledAt: new Date(Date.now() + 3_600_000).toISOString() })
    const draft = await create({ start: false })
    const paused = await create()
    await log.handle({ command: { type: 'PauseRun', runId: paused.runId }, meta })
    await markRestored(log.pool, 'a test says so')
    const fresh = await create()
    const { restore } = await readGuard(log.pool)
    const concerned = await listConcerned(log.pool, restore ?? assert.fail(), 10)
    const wanted = [queued, running, paused].map(firstTask).toSorted()
    assert.deepEqual(
      concerned.tasks.map(({ id }) => id),
      wanted,
    )
    assert.deepEqual([concerned.byPlatform, concerned.later], [[{ platform: 'feed', tasks: 3 }], 2])

    assert.deepEqual(await accept(), { epoch: 2, tasks: 3 })
    const { rows } = await log.pool.query<{ id: string; status: string }>(
      'select id, status from tasks',
    )
    const statusOf = (run: CreateRun) => rows.find(({ id }) => id === firstTask(run))?.status
    assert.deepEqual([queued, running, paused].map(statusOf), Array(3).fill('unconfirmed'))
    assert.deepEqual([over, later, draft, fresh].map(statusOf), [
      'published',
      'queued',
      'planned',
      'queued',
    ])
    const guard = await readGuard(log.pool)
    assert.deepEqual([guard.restore, guard.epoch], [null, 2])
    assert.ok(guard.acceptedAt)
    const { rows: records } = await log.pool.query(
      'select reason, tasks, accepted_by from restores',
    )
    assert.deepEqual(records, [{ reason: 'a test says so', tasks: 3, accepted_by: 'a person' }])
    assert.deepEqual((await verifyState(log.pool)).differences, [])
  })

  test('begins an epoch that is later than any that was seen, and forgets the incarnation of the log', async () => {
    await log.pool.query('update log_guard set table_oid = 7')
    await checkLog(log.pool, [await witness({ epoch: 1 })])
    await checkLog(log.pool, [await witness({ name: 'the data directory', epoch: 4 })])
    assert.equal((await accept())?.epoch, 5)
    assert.equal(
      (await checkLog(log.pool, [await witness({ epoch: 4, position: 99 })])).restored,
      null,
    )
  })

  test('gives up the retries that were pending when the backup was made', async () => {
    const run = await create()
    await log.pool.query(
      `insert into retry_batches (id, force, meta, matched, created_at) values ('old', false, '{}', 2, now())`,
    )
    await log.pool.query(
      `insert into retry_batch_tasks (batch_id, task_id) values ('old', $1), ('old', 'task_other')`,
      [firstTask(run)],
    )
    await markRestored(log.pool, 'a test says so')
    await accept()
    const { rows } = await log.pool.query(
      `select refused_count, (select count(*)::integer from retry_batch_tasks) as left from retry_batches`,
    )
    assert.deepEqual(rows, [{ refused_count: 2, left: 0 }])
  })

  test('asks no platform before publishers that worked on under it must be done', async () => {
    const run = await create()
    await markRestored(log.pool, 'a test says so')
    const { restore } = await readGuard(log.pool)
    await accept()
    const { rows } = await log.pool.query<{ next_check_at: string }>(
      'select next_check_at from tasks where id = $1',
      [firstTask(run)],
    )
    const waits = Date.parse(rows[0]?.next_check_at ?? '') - Date.parse(restore?.at ?? '')
    assert.equal(waits, 150_000)
  })

  test('accepting a restore that was interrupted starts again', async () => {
    const run = await create()
    await markRestored(log.pool, 'a test says so')
    const at = new Date().toISOString()
    const doubting = { type: 'DoubtTask', since: at, nextCheckAt: at } as const
    await log.handle({ command: { ...doubting, taskId: firstTask(run) }, meta })
    assert.deepEqual(await accept(), { epoch: 2, tasks: 0 })
  })
})

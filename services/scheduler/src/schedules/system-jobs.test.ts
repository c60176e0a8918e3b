import assert from 'node:assert/strict'
import { afterEach, beforeEach, suite, test } from 'node:test'
import { start } from '../world.fixture.ts'
import { openSchedules, type TestSchedules } from './schedules.fixture.ts'
import { doDueJobs, type SystemJob } from './system-jobs.ts'

suite('a system job', () => {
  let world: TestSchedules
  beforeEach(async () => {
    world = await openSchedules()
    await world.pool.query('update system_jobs set next_at = $1', [new Date(start).toISOString()])
  })
  afterEach(() => world[Symbol.asyncDispose]())

  const doDue = (job: SystemJob) =>
    doDueJobs({
      pool: world.pool,
      jobs: { 'source-scan': job },
      now: () => world.clock.now,
      failed: (cause) => world.faults.push(cause),
    })
  const shown = async () => {
    const { rows } = await world.pool.query('select * from system_jobs')
    return rows[0]
  }
  const counting = () => {
    const done: number[] = []
    return { done, job: async (now: number) => done.push(now) }
  }

  test('runs when it is due, once, however many schedulers try', async () => {
    const { done, job } = counting()
    await Promise.all([doDue(job), doDue(job)])
    assert.deepEqual(done, [start])
    assert.equal(await doDue(job), start + 60_000)
    const { last_result: result, last_at: at, failures } = await shown()
    assert.deepEqual([result, at, failures], [1, new Date(start).toISOString(), 0])
  })

  test('a system job that another scheduler has locked is checked again soon, should that one die', async () => {
    const { done, job } = counting()
    const other = await world.pool.connect()
    await other.query('begin')
    await other.query('select from system_jobs for update')
    assert.equal(await doDue(job), start + 1_000)
    await other.query('rollback')
    other.release()
    await doDue(job)
    assert.deepEqual(done, [start])
  })

  test('a system job that was missed for long runs once', async () => {
    const { done, job } = counting()
    world.clock.now += 3_600_000
    assert.equal(await doDue(job), world.clock.now + 60_000)
    await doDue(job)
    assert.equal(done.length, 1)
    assert.equal((await shown()).last_lateness_ms, 3_600_000)
  })

  test('a system job that fails is reported and counted, and runs again at its next due time', async () => {
    const fault = new Error('It is broken.')
    await doDue(() => Promise.reject(fault))
    assert.deepEqual([world.faults, (await shown()).failures], [[fault], 1])
    assert.equal((await shown()).last_error.code, 'internal')
    world.clock.now += 60_000
    await doDue(async () => 0)
    assert.deepEqual([(await shown()).failures, (await shown()).last_error], [0, null])
  })

  test('a system job that is paused, or not ours, does not run', async () => {
    const { done, job } = counting()
    await world.pool.query(`update system_jobs set status = 'paused'`)
    await world.pool.query(
      `insert into system_jobs (name, cron, next_at) values ('backup', '@daily', '2026-01-01Z')`,
    )
    assert.equal(await doDue(job), Infinity)
    assert.deepEqual(done, [])
  })
})

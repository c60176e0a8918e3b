import assert from 'node:assert/strict'
import { afterEach, beforeEach, suite, test } from 'node:test'
import { defaultProjectId, taskIdOf, toInstant } from '@pressrun/events'
import { createMetrics, type Metrics } from '@pressrun/runtime'
import { openLanes, type TestLanes } from '../scheduler.fixture.ts'
import { figureMetrics } from './figure-metrics.ts'
import { readFigures } from './read-figures.ts'

suite('what a scrape reports', () => {
  let lanes: TestLanes
  let metrics: Metrics
  let reads: number
  let isAway: boolean
  let isOurs: boolean
  let deadLetters: Map<string, number> | undefined
  let failures: unknown[]
  beforeEach(async () => {
    lanes = await openLanes()
    metrics = createMetrics('scheduler')
    reads = 0
    isAway = false
    isOurs = true
    deadLetters = new Map()
    const read = async (now: number) => {
      reads++
      if (isAway) throw new Error('away')
      return isOurs ? { ...(await readFigures(lanes.pool, now)), deadLetters } : undefined
    }
    failures = []
    figureMetrics(metrics, {
      read,
      now: () => lanes.clock.now,
      failed: (cause) => failures.push(cause),
    })
  })
  afterEach(() => lanes[Symbol.asyncDispose]())

  /** The values of a metric by its label, from a new reading. */
  const scrape = async (name: string) => {
    lanes.clock.now += 10_000
    const text = await metrics.registry.metrics()
    const lines = text.matchAll(
      new RegExp(`^${name}{(?:\\w+="([^"]*)",)?service="\\w+"} (.*)$`, 'gm'),
    )
    return Object.fromEntries([...lines].map(([, label = '', value]) => [label, Number(value)]))
  }
  const some = (of: Record<string, number>) =>
    Object.fromEntries(Object.entries(of).filter(([, count]) => count > 0))

  test('lanes, by what they wait for', async () => {
    const [busy, paused, later] = await Promise.all([1, 2, 3].map(() => lanes.connect()))
    assert.ok(busy && paused && later)
    await lanes.command({ type: 'PauseAccount', accountId: paused })
    await lanes.run([busy, paused])
    await lanes.run([busy])
    await lanes.run([later], { scheduledAt: toInstant(lanes.clock.now + 3_600_000) })
    await lanes.dispatch()
    const expected = { 'account-in-flight': 1, 'account-paused': 1, scheduled: 1 }
    const value = await scrape('pressrun_lanes')
    assert.deepEqual(some(value), expected)
    assert.equal(value['ready'], 0)
    await lanes.pool.query('update timed set not_before = $1', [toInstant(lanes.clock.now)])
    const { scheduled, ready } = await scrape('pressrun_lanes')
    assert.deepEqual([scheduled, ready], [0, 1])
  })

  test('no lane of a paused account, and none for which nothing waits', async () => {
    const account = await lanes.connect()
    const { id } = await lanes.run([account])
    await lanes.command({ type: 'PauseAccount', accountId: account })
    await lanes.dispatch()
    assert.deepEqual(some(await scrape('pressrun_lanes')), { 'account-paused': 1 })
    await lanes.command({ type: 'CancelTask', taskId: taskIdOf(id, 0), now: lanes.clock.now })
    assert.deepEqual(some(await scrape('pressrun_lanes')), {})
  })

  test('breakers that are open, by platform', async () => {
    const until = toInstant(lanes.clock.now + 60_000)
    await lanes.pool.query(
      `insert into breakers (upstream, open_until) values ('ghost/one.example', $1),
        ('ghost/other.example', $1), ('ghost/well.example', null), ('discord', null)`,
      [until],
    )
    assert.deepEqual(await scrape('pressrun_breakers_open'), { ghost: 2, discord: 0 })
  })

  test('breakers past their minute only while something waits for them', async () => {
    const over = toInstant(lanes.clock.now)
    await lanes.pool.query(`insert into breakers (upstream, open_until) values ('ghost/one', $1)`, [
      over,
    ])
    assert.deepEqual(await scrape('pressrun_breakers_open'), { ghost: 0 })
    await lanes.run([await lanes.connect()])
    await lanes.pool.query(`update breakers set upstream = (select upstream from accounts)`)
    assert.deepEqual(await scrape('pressrun_breakers_open'), { webhook: 1 })
  })

  test('system jobs that are overdue, unless they are paused', async () => {
    const { pool, clock } = lanes
    await pool.query('update system_jobs set next_at = $1', [toInstant(clock.now - 50_000)])
    const value = 'pressrun_system_job_overdue_seconds'
    assert.deepEqual(await scrape(value), { 'source-scan': 60 })
    await pool.query('update system_jobs set next_at = $1', [toInstant(clock.now + 60_000)])
    assert.deepEqual(await scrape(value), { 'source-scan': 0 })
    await pool.query(`update system_jobs set status = 'paused'`)
    assert.deepEqual(await scrape(value), {})
  })

  test('active sources that fail', async () => {
    const add = (id: string, status: string, failures: number) =>
      lanes.pool.query(
        `insert into content_sources (id, project_id, type, location, every_minutes, status, failures,
          next_scan_at, created_at, updated_at) values ($1, $2, 'rss', 'x', 15, $3, $4, now(), now(), now())`,
        [id, defaultProjectId, status, failures],
      )
    await add('source_1', 'active', 3)
    await add('source_2', 'active', 0)
    await add('source_3', 'paused', 3)
    assert.deepEqual(await scrape('pressrun_content_sources_failing'), { '': 1 })
  })

  test('active schedules that fail and still fire', async () => {
    const soon = new Date(Date.now() + 60_000)
    const add = (id: string, status: string, failures: number, nextAt: Date | null) =>
      lanes.pool.query(
        `insert into schedules (id, version, status, project_id, cron, time_zone, template, account_ids,
          priority, concurrency, missed, catch_up_minutes, fired, skipped, failures, next_at, created_at)
        values ($1, 1, $3, $2, '@daily', 'UTC', '{}', '[]', 5, 10, 'latest', 60, 0, 0, $4, $5, now())`,
        [id, defaultProjectId, status, failures, nextAt],
      )
    await add('schedule_1', 'active', 2, soon)
    await add('schedule_2', 'active', 0, soon)
    await add('schedule_3', 'paused', 1, null)
    await add('schedule_4', 'active', 1, null)
    assert.deepEqual(await scrape('pressrun_schedules_failing'), { '': 1 })
  })

  test('tasks that are not over, and the age of the oldest of each status', async () => {
    const [busy, later, held] = await Promise.all([1, 2, 3].map(() => lanes.connect()))
    assert.ok(busy && later && held)
    const began = lanes.clock.now
    await lanes.run([busy, busy])
    const heldRun = await lanes.run([held])
    await lanes.run([later], { scheduledAt: toInstant(began + 3_600_000) })
    await lanes.dispatch()
    const running = (await lanes.inFlight()).find((id) => !heldRun.tasks.includes(id))
    assert.ok(running)
    const atStart = await scrape('pressrun_tasks')
    assert.deepEqual(atStart, { queued: 2, running: 2, held: 0, unconfirmed: 0 })
    // The scrape before was 10 s after the start, this one is 10 s later.
    const oldest = await scrape('pressrun_tasks_oldest_seconds')
    assert.deepEqual(oldest, { queued: 20, running: 20, held: 0, unconfirmed: 0 })
    const unknown = { outcome: 'unknown', code: 'timeout', message: 'No answer.' } as const
    const none = { class: 'none', settleMs: 0, canReconcile: false } as const
    await lanes.settle([running], unknown, none)
    await lanes.settle(heldRun.tasks, { outcome: 'auth-required', message: 'Gone.' })
    const { unconfirmed, ...others } = await scrape('pressrun_tasks')
    assert.deepEqual([unconfirmed, others['held']], [1, 1])
    assert.equal((await scrape('pressrun_tasks_oldest_seconds'))['unconfirmed'], 40)
  })

  test('a task that is due later does not count as old', async () => {
    const account = await lanes.connect()
    await lanes.run([account], { scheduledAt: toInstant(lanes.clock.now + 3_600_000) })
    assert.equal((await scrape('pressrun_tasks'))['queued'], 1)
    assert.equal((await scrape('pressrun_tasks_oldest_seconds'))['queued'], 0)
  })

  test('runs and accounts that are stopped, and for how long', async () => {
    const [paused, held, busy] = await Promise.all([1, 2, 3].map(() => lanes.connect()))
    assert.ok(paused && held && busy)
    const { id } = await lanes.run([busy])
    assert.deepEqual(some(await scrape('pressrun_stopped')), {})
    await lanes.command({ type: 'PauseRun', runId: id })
    await lanes.command({ type: 'PauseAccount', accountId: paused })
    const reason = { code: 'token-expired', message: 'It has expired.' }
    await lanes.command({ type: 'HoldAccount', accountId: held, ...reason })
    assert.deepEqual(await scrape('pressrun_stopped'), {
      'run-paused': 1,
      'account-paused': 1,
      'account-held': 1,
      'account-unreachable': 0,
    })
    assert.deepEqual(await scrape('pressrun_stopped_oldest_seconds'), {
      'run-paused': 20,
      'account-paused': 20,
      'account-held': 20,
      'account-unreachable': 0,
    })
  })

  test('accounts whose platform was unreachable for an hour, while something waits', async () => {
    const account = await lanes.connect()
    const failingSince = (agoMs: number) =>
      lanes.pool.query(
        `insert into breakers (upstream, failures, failing_since)
          select upstream, 3, $1 from accounts where id = $2
          on conflict (upstream) do update set failing_since = excluded.failing_since`,
        [toInstant(lanes.clock.now - agoMs), account],
      )
    await failingSince(2 * 3_600_000)
    assert.equal((await scrape('pressrun_stopped'))['account-unreachable'], 0)
    await lanes.run([account])
    assert.equal((await scrape('pressrun_stopped'))['account-unreachable'], 1)
    await failingSince(60_000)
    assert.equal((await scrape('pressrun_stopped'))['account-unreachable'], 0)
  })

  test('the head of the log', async () => {
    await lanes.connect()
    assert.deepEqual(await scrape('pressrun_log_position'), { '': 1 })
  })

  test('dead letters by consumer, while NATS can be asked', async () => {
    deadLetters = new Map([['scanner', 2]])
    const value = 'pressrun_dead_letters'
    assert.deepEqual(await scrape(value), { publisher: 0, reconciler: 0, scanner: 2 })
    deadLetters = undefined
    assert.deepEqual(await scrape(value), {})
    assert.deepEqual(await scrape('pressrun_log_position'), { '': 0 })
  })

  test('nothing where another scheduler reports it', async () => {
    isOurs = false
    assert.deepEqual(await scrape('pressrun_log_position'), {})
    assert.deepEqual(await scrape('pressrun_tasks'), {})
    assert.deepEqual(failures, [])
  })

  test('of one reading, and of none while the database is away', async () => {
    await scrape('pressrun_lanes')
    await metrics.registry.metrics()
    assert.equal(reads, 1)
    isAway = true
    assert.deepEqual(failures, [])
    assert.deepEqual(await scrape('pressrun_schedules_failing'), {})
    assert.deepEqual(await scrape('pressrun_lanes'), {})
    assert.ok(failures.length > 0)
    isAway = false
    assert.deepEqual(await scrape('pressrun_schedules_failing'), { '': 0 })
  })
})

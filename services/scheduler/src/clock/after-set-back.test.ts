import assert from 'node:assert/strict'
import { afterEach, beforeEach, suite, test } from 'node:test'
import { defaultProjectId, toInstant } from '@pressrun/events'
import { openLanes, type TestLanes } from '../scheduler.fixture.ts'
import { afterSetBack } from './after-set-back.ts'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

suite('after the clock was set back', () => {
  let lanes: TestLanes
  let now: number
  beforeEach(async () => {
    lanes = await openLanes()
    now = lanes.clock.now - dayMs
  })
  afterEach(() => lanes[Symbol.asyncDispose]())

  const only = async (text: string) => {
    const { rows } = await lanes.pool.query<Record<string, unknown>>(text)
    return Object.values(rows[0] ?? {})
  }

  test('a breaker stays open for its minute, not until the old time comes again', async () => {
    await lanes.pool.query(
      `insert into breakers (upstream, open_until) values ('webhook/one.example', $1)`,
      [toInstant(lanes.clock.now)],
    )
    await afterSetBack(lanes.pool, lanes.handle, now)
    const [openUntil] = await only('select open_until from breakers')
    assert.equal(openUntil, toInstant(now + minuteMs))
  })

  test('a lane is not shown as resting until the old time comes again', async () => {
    const account = await lanes.connect()
    await lanes.pool.query(
      `insert into lanes (account_id, virtual_time, reason, next_at) values ($1, 0, 'rate-limit', $2)`,
      [account, toInstant(lanes.clock.now)],
    )
    await afterSetBack(lanes.pool, lanes.handle, now)
    assert.deepEqual(await only('select reason, next_at from lanes'), [null, null])
  })

  test('a system job is due at the next instant of its rule', async () => {
    await lanes.pool.query('update system_jobs set next_at = $1', [toInstant(lanes.clock.now)])
    await afterSetBack(lanes.pool, lanes.handle, now)
    assert.deepEqual(await only('select next_at from system_jobs'), [toInstant(now + minuteMs)])
  })

  test('a source is scanned within its interval', async () => {
    await lanes.pool.query(
      `insert into content_sources (id, project_id, type, location, every_minutes, next_scan_at,
        created_at, updated_at) values ('source_1', $1, 'rss', 'https://blog.example/feed', 15, $2, $2, $2)`,
      [defaultProjectId, toInstant(lanes.clock.now)],
    )
    await afterSetBack(lanes.pool, lanes.handle, now)
    const [nextScanAt] = await only('select next_scan_at from content_sources')
    assert.equal(nextScanAt, toInstant(now + 15 * minuteMs))
  })

  test('nothing is due sooner than before, and instants that people set stay', async () => {
    const soon = toInstant(now + 1_000)
    const account = await lanes.connect()
    await lanes.run([account], { scheduledAt: toInstant(lanes.clock.now + dayMs) })
    const before = await only('select not_before, due_at from timed')
    await lanes.pool.query('update system_jobs set next_at = $1', [soon])
    await afterSetBack(lanes.pool, lanes.handle, now)
    assert.deepEqual(await only('select next_at from system_jobs'), [soon])
    assert.equal(before.length, 2)
    assert.deepEqual(await only('select not_before, due_at from timed'), before)
  })
})

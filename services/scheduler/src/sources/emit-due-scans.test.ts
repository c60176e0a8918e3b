import assert from 'node:assert/strict'
import { afterEach, beforeEach, suite, test } from 'node:test'
import { commandHandler, openDatabase, newIds, type Database, type Handle } from '@pressrun/db'
import { defaultProjectId, scanLostMs, type SourceId } from '@pressrun/events'
import { createDatabase } from '@pressrun/tests'
import { emitDueScans } from './emit-due-scans.ts'

const newId = newIds()
const start = Date.parse('2026-03-01T09:00:00Z')

suite('scans that are due', () => {
  let stack: AsyncDisposableStack
  let database: Database
  let handle: Handle
  let now: number
  beforeEach(async () => {
    stack = new AsyncDisposableStack()
    const { url } = stack.use(await createDatabase())
    database = stack.use(openDatabase({ url, connectionsMax: 4 }))
    now = start
    handle = commandHandler({ pool: database.pool, now: () => now })
  })
  afterEach(() => stack.disposeAsync())

  const add = async (nextMs: number, status = 'active') => {
    const id = newId('source')
    await database.pool.query(
      `insert into content_sources (id, status, project_id, type, location, every_minutes,
        next_scan_at, created_at, updated_at) values ($1, $2, $3, 'rss', 'x', 15, $4, $4, $4)`,
      [id, status, defaultProjectId, new Date(nextMs)],
    )
    return id
  }
  const emit = () => emitDueScans(database.pool, handle, now)
  const asked = async () => {
    const { rows } = await database.pool.query<{ stream_id: SourceId; scan: number }>(
      `select stream_id, (data->>'scan')::integer as scan from events order by position`,
    )
    return rows.map(({ stream_id, scan }) => [stream_id, scan])
  }

  test('are requested once, however often the scheduler checks', async () => {
    const due = await add(start)
    await add(start + 60_000)
    await Promise.all([emit(), emit()])
    await emit()
    assert.deepEqual(await asked(), [[due, 1]])
  })

  test('are requested again when they give no result for long', async () => {
    const due = await add(start)
    await emit()
    now += scanLostMs
    assert.equal(await emit(), 1)
    assert.deepEqual(await asked(), [
      [due, 1],
      [due, 2],
    ])
  })

  test('are only those of sources that are neither paused nor removed', async () => {
    await add(start, 'paused')
    await add(start, 'removed')
    assert.equal(await emit(), 0)
  })
})

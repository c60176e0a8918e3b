import assert from 'node:assert/strict'
import { afterEach, beforeEach, suite, test } from 'node:test'
import pg from 'pg'
import { metaOf } from '../jobs/meta.ts'
import { beginScan, handBackScan } from './begin-scan.ts'
import type { Scan } from './scan.ts'
import { openSources, type TestSources } from './sources.fixture.ts'

suite('handing back a scan', () => {
  let world: TestSources
  let scan: Scan
  beforeEach(async () => {
    world = await openSources()
    const sourceId = await world.addFeed('http://127.0.0.1:1/')
    const due = await world.ask(sourceId)
    scan = { sourceId, number: 1, isByHand: true, meta: metaOf(due) }
  })
  afterEach(() => world[Symbol.asyncDispose]())

  test('takes back its beginning', async () => {
    await beginScan(world.pool, scan)
    await handBackScan(world.pool, scan)
    assert.equal((await beginScan(world.pool, scan))?.begun, 1)
  })

  test('does nothing for a scan that was overtaken, which does not begin', async () => {
    assert.equal(await beginScan(world.pool, { ...scan, number: 2 }), undefined)
  })

  test('gives up quietly while the database is away', async () => {
    const away = new pg.Pool({ host: '127.0.0.1', port: 1 })
    await handBackScan(away, scan)
    await away.end()
  })

  test('rethrows every other fault', async () => {
    await world.pool.query(
      `create function refuse() returns trigger language plpgsql as $$ begin raise 'full'; end $$`,
    )
    await world.pool.query(
      `create trigger refuse before update on content_sources for each row
        when (new.begun < old.begun) execute function refuse()`,
    )
    await beginScan(world.pool, scan)
    await assert.rejects(handBackScan(world.pool, scan), /full/)
  })
})

import assert from 'node:assert/strict'
import { afterEach, beforeEach, suite, test } from 'node:test'
import { newIds } from '@pressrun/db'
import { metaOf } from '../jobs/meta.ts'
import { item, openFeed, rss, type TestFeed } from './feed.fixture.ts'
import { importAll } from './import-all.ts'

suite('importing everything a source holds', () => {
  let world: TestFeed
  beforeEach(async () => {
    world = await openFeed()
  })
  afterEach(() => world[Symbol.asyncDispose]())

  const newId = newIds()
  for (const [accounts, commits] of [
    [1, 1],
    [5_000, 2],
    [20_000, 4],
  ] as const)
    test(`importing 4 items for ${accounts} accounts takes ${commits} commits`, async () => {
      // Only one of them exists; the others count all the same.
      const others = Array.from({ length: accounts - 1 }, () => newId('account'))
      const accountIds = [await world.connect(), ...others]
      const id = await world.addFeed(world.url, { accountIds })
      world.showing(rss(...['d', 'c', 'b', 'a'].map((name) => item(name))))
      assert.equal((await world.scan(id)).added, 4)
      const { rows } = await world.pool.query('select distinct xmin::text from articles')
      assert.equal(rows.length, commits)
    })

  test('ends with the commit under way when its time is over, and goes on with the next scan', async () => {
    const id = await world.addFeed(world.url)
    const scan = { sourceId: id, number: 1, isByHand: true, meta: metaOf(await world.ask(id)) }
    const found = Array.from({ length: 120 }, (_, n) => {
      const identity = `${n}`
      return { kind: 'item', item: { identity, hash: identity, title: 'T', body: 'B' } } as const
    })
    const { pool, guard } = world
    const options = { pool, newId, guard, now: Date.now, onFault: assert.fail }
    const late = { ...options, signal: AbortSignal.abort() }
    const totals = await importAll(found, await world.source(id), scan, late)
    assert.deepEqual([totals?.counts.added, totals?.isWhole, totals?.soon], [50, false, true])
  })
})

import assert from 'node:assert/strict'
import { afterEach, beforeEach, suite, test } from 'node:test'
import { processMint } from '@pressrun/db'
import { item, openFeed, rss, type TestFeed } from './feed.fixture.ts'

suite('importing everything a source holds', () => {
  let world: TestFeed
  beforeEach(async () => {
    world = await openFeed()
  })
  afterEach(() => world[Symbol.asyncDispose]())

  const mint = processMint()
  for (const [accounts, commits] of [
    [1, 1],
    [5_000, 2],
    [20_000, 4],
  ] as const)
    test(`takes ${commits} commits for 4 items and ${accounts} accounts`, async () => {
      // Only one of them exists; the others are counted all the same.
      const others = Array.from({ length: accounts - 1 }, () => mint('account'))
      const accountIds = [await world.connect(), ...others]
      const id = await world.addFeed(world.url, { accountIds })
      world.showing(rss(...['d', 'c', 'b', 'a'].map((name) => item(name))))
      assert.equal((await world.scan(id)).added, 4)
      const { rows } = await world.pool.query('select distinct xmin::text from articles')
      assert.equal(rows.length, commits)
    })
})

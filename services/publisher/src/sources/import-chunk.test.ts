import assert from 'node:assert/strict'
import { afterEach, beforeEach, suite, test } from 'node:test'
import type { Found } from '@pressrun/feeds'
import { openSources, type TestSources } from './sources.fixture.ts'

suite('items that the database does not accept', () => {
  let world: TestSources
  const url = 'http://127.0.0.1:1/'
  beforeEach(async () => {
    world = await openSources()
  })
  afterEach(() => world[Symbol.asyncDispose]())

  const found = (names: string[]): Found[] =>
    names.map((name) => {
      const content = { hash: `hash of ${name}`, title: name, body: 'Text.' }
      return { kind: 'item', item: { identity: name, ...content } }
    })
  const reading = (...names: string[]) => ({
    read: async () => ({ outcome: 'read', found: found(names) }) as const,
  })
  const good = Array.from({ length: 60 }, (_, n) => `item ${n}`)

  test('are refused by name, and keep no other out', async () => {
    const id = await world.addFeed(url, { accountIds: [await world.connect()] })
    const names = good.with(7, 'a\0b').with(55, 'c\0d')
    const result = await world.scan(id, reading(...names))
    assert.deepEqual([result.found, result.added, result.refused], [60, 58, 2])
    assert.deepEqual([result.failed, result.problem?.code], [false, 'item-not-accepted'])
    const { leftOut, failures } = await world.source(id)
    assert.deepEqual(
      leftOut?.refused?.map(({ name }) => name),
      ['a\ufffdb', 'c\ufffdd'],
    )
    assert.deepEqual([failures, (await world.runs()).length, world.faults.length], [0, 58, 2])
  })

  test('are not published later when they were there at a first scan that only stores', async () => {
    const accountIds = [await world.connect()]
    const id = await world.addFeed(url, { accountIds, firstScan: 'keep' })
    const long = 'x'.repeat(20)
    await world.pool.query(`alter table articles add constraint short check (length(title) < 20)`)
    assert.equal((await world.scan(id, reading(long, 'short'))).refused, 1)
    await world.pool.query('alter table articles drop constraint short')
    assert.equal((await world.scan(id, reading(long, 'short', 'new'))).added, 2)
    assert.equal((await world.runs()).length, 1)
  })

  test('are not blamed when the database accepts nothing at all', async () => {
    const id = await world.addFeed(url)
    await world.pool.query(
      `create function refuse() returns trigger language plpgsql as $$ begin raise 'full'; end $$`,
    )
    await world.pool.query(
      'create trigger refuse before insert on articles execute function refuse()',
    )
    const result = await world.scan(id, reading(...good))
    assert.deepEqual([result.refused, result.problem?.code], [0, 'internal'])
    assert.equal(world.faults.length, 1)
  })
})

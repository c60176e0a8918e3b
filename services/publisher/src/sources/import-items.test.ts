import assert from 'node:assert/strict'
import { afterEach, beforeEach, suite, test } from 'node:test'
import { newIds } from '@pressrun/db'
import type { SourceId } from '@pressrun/events'
import type { SourceItem } from '@pressrun/feeds'
import { importItems } from './import-items.ts'
import { openSources, type TestSources } from './sources.fixture.ts'

suite('importing items', () => {
  let world: TestSources
  let sourceId: SourceId
  let accountIds: Awaited<ReturnType<TestSources['connect']>>[]
  beforeEach(async () => {
    world = await openSources()
    accountIds = [await world.connect()]
    sourceId = await world.addFeed('http://127.0.0.1:1/', { accountIds })
    await world.ask(sourceId)
  })
  afterEach(() => world[Symbol.asyncDispose]())

  const items = (count: number): SourceItem[] =>
    Array.from({ length: count }, (_, n) => {
      const identity = `item ${n}`
      return { identity, hash: identity, title: identity, body: 'Text.' }
    })
  const importGiven = async (given: SourceItem[] | number) => {
    const imported = await tryImport(given)
    return typeof imported === 'string' ? assert.fail(imported) : imported
  }
  const tryImport = (given: SourceItem[] | number, isByHand = false) => {
    const { pool, guard, clock } = world
    const meta = { projectId: projectId(), actor: 'test' }
    const scan = { sourceId, number: 1, isByHand, meta }
    const found = typeof given === 'number' ? items(given) : given
    return importItems(found, scan, { pool, newId, guard, now: () => clock.now })
  }
  const newId = newIds()
  const projectId = () => 'project_00000000000000000000000000' as const

  test('several times at once imports each item once', async () => {
    const imported = await Promise.all(Array.from({ length: 4 }, () => importGiven(20)))
    assert.deepEqual(
      imported.map(({ added }) => added).toSorted((a, b) => a - b),
      [0, 0, 0, 20],
    )
    assert.deepEqual([(await world.articles()).length, (await world.runs()).length], [20, 20])
  })

  test('treats two items with the same name as one', async () => {
    assert.equal(
      (await importGiven([...items(1), { ...items(1)[0], hash: 'other' } as SourceItem])).added,
      1,
    )
    assert.equal((await world.articles()).length, 1)
  })

  test('imports all of a chunk or nothing', async () => {
    await world.pool.query(
      `create function refuse() returns trigger language plpgsql as $$ begin raise 'full'; end $$`,
    )
    await world.pool.query('create trigger refuse before insert on tasks execute function refuse()')
    await assert.rejects(importGiven(3), /full/)
    assert.deepEqual([(await world.articles()).length, (await world.runs()).length], [0, 0])
    await world.pool.query('drop trigger refuse on tasks')
    assert.equal((await importGiven(3)).added, 3)
    assert.equal((await world.runs()).length, 3)
  })

  test('imports nothing for a scan that was overtaken', async () => {
    await world.pool.query('update content_sources set scan = 2')
    assert.equal(await tryImport(1), 'overtaken')
    assert.deepEqual(await world.articles(), [])
  })

  const pauseAt = (at: number) =>
    world.pool.query(`update content_sources set status = 'paused', updated_at = $1`, [
      new Date(at),
    ])

  test('imports nothing once the source is paused', async () => {
    await pauseAt(world.clock.now + 1_000)
    for (const isByHand of [false, true])
      assert.equal(await tryImport(1, isByHand), 'paused', `${isByHand}`)
    assert.deepEqual(await world.articles(), [])
  })

  test('of a source that was paused before requires that a person asked for it', async () => {
    await pauseAt(world.clock.now - 1_000)
    assert.equal(await tryImport(1, false), 'paused')
    assert.equal(typeof (await tryImport(1, true)), 'object')
  })
})

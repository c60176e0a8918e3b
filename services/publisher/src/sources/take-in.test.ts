import assert from 'node:assert/strict'
import { afterEach, beforeEach, suite, test } from 'node:test'
import { processMint } from '@pressrun/db'
import type { SourceId } from '@pressrun/events'
import type { SourceItem } from '@pressrun/platforms/sources'
import { openSources, type TestSources } from './sources.fixture.ts'
import { takeIn } from './take-in.ts'

suite('taking in items', () => {
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
  const take = (given: SourceItem[] | number) => {
    const { pool, clock } = world
    const meta = { projectId: projectId(), actor: 'test' }
    const scan = { sourceId, number: 1, meta }
    const taken = typeof given === 'number' ? items(given) : given
    return takeIn(taken, scan, { pool, mint, now: () => clock.now })
  }
  const mint = processMint()
  const projectId = () => 'project_00000000000000000000000000' as const

  test('by several at once takes each in once', async () => {
    const taken = await Promise.all(Array.from({ length: 4 }, () => take(20)))
    assert.deepEqual(
      taken.map((one) => one?.added).toSorted((a = 0, b = 0) => a - b),
      [0, 0, 0, 20],
    )
    assert.deepEqual([(await world.articles()).length, (await world.runs()).length], [20, 20])
  })

  test('takes two of one name for one', async () => {
    assert.equal(
      (await take([...items(1), { ...items(1)[0], hash: 'other' } as SourceItem]))?.added,
      1,
    )
    assert.equal((await world.articles()).length, 1)
  })

  test('keeps nothing of what it could not keep all of', async () => {
    await world.pool.query(
      `create function refuse() returns trigger language plpgsql as $$ begin raise 'full'; end $$`,
    )
    await world.pool.query('create trigger refuse before insert on tasks execute function refuse()')
    await assert.rejects(take(3), /full/)
    assert.deepEqual([(await world.articles()).length, (await world.runs()).length], [0, 0])
    await world.pool.query('drop trigger refuse on tasks')
    assert.equal((await take(3))?.added, 3)
    assert.equal((await world.runs()).length, 3)
  })

  test('of a scan that was overtaken takes nothing', async () => {
    await world.pool.query('update content_sources set scan = 2')
    assert.equal(await take(1), undefined)
    assert.deepEqual(await world.articles(), [])
  })
})

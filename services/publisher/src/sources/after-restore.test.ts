import assert from 'node:assert/strict'
import { afterEach, beforeEach, suite, test } from 'node:test'
import { acceptRestore, markRestored } from '@pressrun/db/operating'
import { item, openFeed, rss, type TestFeed } from './feed.fixture.ts'

suite('the sources of a restored database', () => {
  let world: TestFeed
  beforeEach(async () => {
    world = await openFeed()
  })
  afterEach(() => world[Symbol.asyncDispose]())

  test('are not scanned before it is accepted; the first complete scan then publishes nothing', async () => {
    const accountIds = [await world.connect()]
    const id = await world.addFeed(world.url, { accountIds })
    world.showing(rss(item('a')))
    await world.scan(id)
    assert.equal((await world.runs()).length, 1)
    await markRestored(world.pool, 'a test says so')
    world.showing(rss(item('b'), item('a')))
    const due = await world.ask(id)
    assert.equal(await world.react(due), 'retry')
    assert.equal((await world.articles()).length, 1)

    world.clock.now += 1_000
    const { pool, handle, clock } = world
    await acceptRestore({ pool, handle, now: () => clock.now, actor: 'test' })
    world.clock.now += 1_000
    assert.equal(await world.react(due), 'done')
    assert.deepEqual([(await world.articles()).length, (await world.runs()).length], [2, 1])

    world.showing(rss(item('c'), item('b'), item('a')))
    await world.scan(id)
    assert.deepEqual([(await world.articles()).length, (await world.runs()).length], [3, 2])
  })

  test('sources added after a restore publish what they find, as usual', async () => {
    await markRestored(world.pool, 'a test says so')
    const { pool, handle, clock } = world
    await acceptRestore({ pool, handle, now: () => clock.now, actor: 'test' })
    world.clock.now += 1_000
    const id = await world.addFeed(world.url, { accountIds: [await world.connect()] })
    world.showing(rss(item('a')))
    await world.scan(id)
    assert.equal((await world.runs()).length, 1)
  })
})

import assert from 'node:assert/strict'
import { afterEach, beforeEach, suite, test } from 'node:test'
import type { Found } from '@pressrun/feeds'
import { item, openFeed, rss, type TestFeed } from './feed.fixture.ts'
import { openFolder, type TestFolder } from './folder.fixture.ts'

suite('a first scan of a feed', () => {
  let world: TestFeed
  beforeEach(async () => {
    world = await openFeed()
  })
  afterEach(() => world[Symbol.asyncDispose]())

  test('publishes nothing that was there before, if so configured', async () => {
    const accountIds = [await world.connect()]
    const id = await world.addFeed(world.url, { accountIds, firstScan: 'keep' })
    world.answer = (_request, response) => response.writeHead(503).end()
    await world.scan(id)
    world.showing(rss(item('a')))
    await world.scan(id)
    assert.equal((await world.runs()).length, 0)
    world.showing(rss(item('b'), item('a')))
    await world.scan(id)
    assert.equal((await world.runs()).length, 1)
  })

  test('does not count when the server answers 304 although nothing was read before', async () => {
    const accountIds = [await world.connect()]
    const id = await world.addFeed(world.url, { accountIds, firstScan: 'keep' })
    world.answer = (_request, response) => response.writeHead(304).end()
    assert.equal((await world.scan(id)).problem?.code, 'feed-not-sent')
    assert.equal((await world.source(id)).lastReadAt, null)
    world.showing(rss(item('a')))
    await world.scan(id)
    assert.deepEqual(await world.runs(), [])
  })
})

suite('a first scan of a folder', () => {
  let world: TestFolder
  let write: TestFolder['write']
  beforeEach(async () => {
    world = await openFolder()
    ;({ write } = world)
  })
  afterEach(() => world[Symbol.asyncDispose]())

  test('a first scan of a folder that was cut short does not count as the first', async () => {
    const accountIds = [await world.connect()]
    const id = await world.addFolder('posts', { accountIds, firstScan: 'keep' })
    await write('a.md', 'One.')
    const one = { identity: 'a.md', hash: 'a', title: 'One', body: 'One.' }
    const found: Found[] = [{ kind: 'item', item: one }, { kind: 'unfinished' }]
    const read = async () => ({ outcome: 'read', found }) as const
    const { added, problem } = await world.scan(id, { read })
    assert.deepEqual([added, problem?.code], [1, 'scan-unfinished'])
    assert.ok(Date.parse((await world.source(id)).nextScanAt) <= world.clock.now + 5_000)
    await write('b.md', 'There before, but not reached.')
    await world.scan(id)
    assert.deepEqual(await world.runs(), [])
    await write('c.md', 'New.')
    await world.scan(id)
    assert.equal((await world.runs()).length, 1)
  })

  test('never publishes later what it had to leave out', async () => {
    const accountIds = [await world.connect()]
    const id = await world.addFolder('posts', { accountIds, firstScan: 'keep' })
    await write('a.md', '---\na: [\n---\nText.')
    await world.scan(id)
    await write('a.md', 'Mended.')
    await write('b.md', 'New.')
    assert.equal((await world.scan(id)).added, 2)
    const [a, b] = await world.articles()
    assert.deepEqual([a?.token, b?.token], ['a.md', 'b.md'])
    assert.deepEqual(
      (await world.runs()).map(({ article_id }) => article_id),
      [b?.id],
    )
  })
})

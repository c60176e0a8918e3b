import assert from 'node:assert/strict'
import { afterEach, beforeEach, suite, test } from 'node:test'
import { scanGapMs } from '@pressrun/events'
import { endlessFeed } from '@pressrun/tests'
import { item, openFeed, rss, type TestFeed } from './feed.fixture.ts'

suite('a scan of a feed', () => {
  let world: TestFeed
  beforeEach(async () => {
    world = await openFeed()
  })
  afterEach(() => world[Symbol.asyncDispose]())

  test('of something that is not a feed fails, and shows that on the source', async () => {
    const id = await world.addFeed(world.url)
    world.showing('<!doctype html><html><body><p>Hello</body></html>')
    const result = await world.scan(id)
    assert.deepEqual([result.failed, result.problem?.code], [true, 'not-a-feed'])
    const source = await world.source(id)
    assert.deepEqual([source.failures, source.lastError], [1, result.problem])
    assert.equal(Date.parse(source.failingSince ?? ''), world.clock.now)
    assert.deepEqual(await world.articles(), [])
  })

  test('of 50 MB is cut off, and fails', async () => {
    const endless = endlessFeed()
    world.answer = endless.answer
    const id = await world.addFeed(world.url)
    assert.equal((await world.scan(id)).problem?.code, 'feed-too-large')
    assert.ok(endless.sentBytes < 0.8 * endless.totalBytes, `${endless.sentBytes}`)
  })

  test('of a server that answers 404 for a week is retried less and less often, and reported throughout', async () => {
    const id = await world.addFeed(world.url)
    world.answer = (_request, response) => response.writeHead(404).end()
    const start = world.clock.now
    const weekMs = 7 * 24 * 3_600_000
    while (world.clock.now < start + weekMs) {
      const result = await world.scan(id)
      assert.equal(result.problem?.code, 'http-404')
      world.clock.now = Date.parse((await world.source(id)).nextScanAt)
    }
    const source = await world.source(id)
    assert.ok(source.failures > 28 && source.failures < 40, `${source.failures}`)
    assert.equal(Date.parse(source.failingSince ?? ''), start)
    world.showing(rss(item('a')))
    assert.equal((await world.scan(id)).added, 1)
    const mended = await world.source(id)
    assert.deepEqual([mended.failures, mended.failingSince, mended.lastError], [0, null, null])
    assert.equal(Date.parse(mended.nextScanAt), world.clock.now + scanGapMs(15, 0))
  })

  test('is repeated no sooner than the server allows', async () => {
    const id = await world.addFeed(world.url)
    world.answer = (_request, response) => response.writeHead(429, { 'retry-after': '7200' }).end()
    await world.scan(id)
    const { nextScanAt: next } = await world.source(id)
    assert.equal(Date.parse(next), world.clock.now + 7_200_000)
  })

  test('imports what can be an article, and reports what cannot', async () => {
    const id = await world.addFeed(world.url)
    const long = `<guid>long</guid><title>Long</title><description>${'x'.repeat(1_000_001)}</description>`
    world.showing(rss(item('a'), long, '<guid>empty</guid>'))
    const result = await world.scan(id)
    assert.deepEqual([result.found, result.added, result.refused], [3, 1, 2])
    assert.equal(result.failed, false)
    const source = await world.source(id)
    assert.deepEqual([source.refusedItems, source.failures], [2, 0])
    assert.match(source.lastError?.message ?? '', /: (long|empty)$/)
  })

  test('a scan of a feed that finds a feed unchanged still reports what is left out, until it is gone', async () => {
    const id = await world.addFeed(world.url)
    world.showing(rss(item('a'), '<guid>empty</guid>'))
    await world.scan(id)
    const reported = async () => {
      const { failed, refused, problem } = await world.scan(id)
      const source = await world.source(id)
      assert.deepEqual([source.refusedItems, source.lastError?.code], [refused, problem?.code])
      return [failed, refused, problem?.code]
    }
    assert.deepEqual(await reported(), [false, 1, 'item-empty'])
    world.answer = (_request, response) => response.writeHead(503).end()
    assert.deepEqual(await reported(), [true, 1, 'http-503'])
    world.showing(rss(item('a'), '<guid>empty</guid>'))
    assert.deepEqual(await reported(), [false, 1, 'item-empty'])
    world.showing(rss(item('a')))
    assert.deepEqual(await reported(), [false, 0, undefined])
  })

  test('reports removed accounts until nothing is to be published to them', async () => {
    const accountId = await world.connect()
    const id = await world.addFeed(world.url, { accountIds: [accountId] })
    const meta = { projectId: (await world.source(id)).projectId, actor: 'test' }
    await world.handle({ command: { type: 'RemoveAccount', accountId }, meta })
    for (const text of [rss(item('a')), rss(item('a')), `${rss(item('a'))}\n`]) {
      world.showing(text)
      assert.equal((await world.scan(id)).problem?.code, 'account-not-found')
    }
    await world.pool.query('update content_sources set auto_publish = null')
    assert.equal((await world.scan(id)).problem, undefined)
  })

  test('reveals nothing about the address of the feed', async () => {
    await world.hangUp()
    const id = await world.addFeed(`${world.url}?token=secret`)
    await world.scan(id)
    const { rows } = await world.pool.query('select data from events')
    assert.ok(!JSON.stringify(rows).includes('secret'))
    assert.equal((await world.source(id)).lastError?.code, 'connection-refused')
  })
})

import assert from 'node:assert/strict'
import { afterEach, beforeEach, suite, test } from 'node:test'
import type { SourceId } from '@pressrun/events'
import { item, openFeed, rss, type TestFeed } from './feed.fixture.ts'

suite('a source that is paused', () => {
  let world: TestFeed
  let id: SourceId
  beforeEach(async () => {
    world = await openFeed()
    id = await world.addFeed(world.url, { accountIds: [await world.connect()], firstScan: 'keep' })
    world.answer = async (_request, response) => {
      await onRead()
      response.writeHead(200, { etag: '"1"' }).end(rss(item('b'), item('a')))
    }
  })
  afterEach(() => world[Symbol.asyncDispose]())
  let onRead: () => Promise<unknown>
  const permit = (status: 'paused' | 'active') =>
    world.pool.query(
      'update content_sources set status = $2, edition = edition + 1, updated_at = $3 where id = $1',
      [id, status, new Date((world.clock.now += 1_000))],
    )

  test('in the middle of a scan imports nothing more, reports that, and does not count as read', async () => {
    onRead = () => permit('paused')
    assert.equal(await world.react(await world.ask(id, 'scheduler')), 'done')
    assert.deepEqual(await world.articles(), [])
    const source = await world.source(id)
    assert.deepEqual([source.askedAt, source.lastError?.code], [null, 'source-paused'])
    assert.deepEqual([source.failures, source.validators, source.lastReadAt], [0, null, null])
  })

  test('is scanned from the beginning when it is resumed', async () => {
    onRead = () => permit('paused')
    await world.scan(id)
    await permit('active')
    onRead = async () => {}
    assert.equal((await world.scan(id)).added, 2)
    const source = await world.source(id)
    assert.deepEqual([source.lastError, source.validators?.etag], [null, '"1"'])
    assert.deepEqual(await world.runs(), [])
  })

  test('is scanned when a person asks', async () => {
    await permit('paused')
    world.clock.now += 1_000
    onRead = async () => {}
    assert.equal((await world.scan(id)).added, 2)
  })
})

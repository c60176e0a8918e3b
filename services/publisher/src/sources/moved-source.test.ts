import assert from 'node:assert/strict'
import { afterEach, beforeEach, suite, test } from 'node:test'
import { readStream } from '@pressrun/db'
import { verifyState } from '@pressrun/db/testing'
import type { SourceId } from '@pressrun/events'
import { item, openFeed, rss, type TestFeed } from './feed.fixture.ts'

suite('a source that moves', () => {
  let world: TestFeed
  beforeEach(async () => {
    world = await openFeed()
  })
  afterEach(() => world[Symbol.asyncDispose]())
  const tokens = async () => (await world.articles()).map(({ token }) => token)
  const lastEvent = async (id: SourceId) => (await readStream(world.pool, id)).at(-1)
  const elsewhere = () => `${world.url}?moved`
  /** Serves a different item at each place. */
  const showPlaces = (answering: (url?: string) => Promise<void> = async () => {}) => {
    world.answer = async ({ url }, response) => {
      await answering(url)
      const token = url === '/feed.xml' ? 'here' : 'there'
      response.writeHead(200, { etag: `"${token}"` }).end(rss(item(token)))
    }
  }

  test('while it is read is read again, and nothing is imported from its old place', async () => {
    const id = await world.addFeed(world.url)
    showPlaces(async (url) => {
      if (url === '/feed.xml') await world.move(id, elsewhere())
    })
    assert.equal(await world.react(await world.ask(id)), 'done')
    assert.deepEqual(await tokens(), [])
    assert.equal((await world.source(id)).validators, null)
    const due = (await lastEvent(id)) ?? assert.fail()
    assert.deepEqual([due.type, due.data], ['SourceScanDue', { scan: 2 }])
    assert.equal(await world.react(due), 'done')
    assert.deepEqual(await tokens(), ['there'])
    const { validators, askedAt } = await world.source(id)
    assert.deepEqual([validators?.etag, askedAt], ['"there"', null])
    assert.deepEqual((await verifyState(world.pool)).differences, [])
  })

  test('before the result is recorded gets no such result', async () => {
    const id = await world.addFeed(world.url)
    showPlaces()
    const { handle } = world
    const due = await world.ask(id)
    world.handle = async (request) => {
      await world.move(id, elsewhere())
      return handle(request)
    }
    assert.equal(await world.react(due), 'done')
    const { validators, lastReadAt, lastScannedAt } = await world.source(id)
    assert.deepEqual([validators, lastReadAt, lastScannedAt], [null, null, null])
    assert.equal((await lastEvent(id))?.type, 'SourceScanDue')
  })

  test('is read for the first time at its new place', async () => {
    const accountIds = [await world.connect()]
    const id = await world.addFeed(world.url, { accountIds, firstScan: 'keep' })
    showPlaces()
    await world.scan(id)
    await world.move(id, elsewhere())
    assert.equal((await world.scan(id)).added, 1)
    assert.deepEqual(await world.runs(), [])
    world.showing(rss(item('new'), item('there')))
    await world.scan(id)
    assert.equal((await world.runs()).length, 1)
  })

  test('clears its problems', async () => {
    const id = await world.addFeed(world.url)
    world.showing(rss('<guid>empty</guid>'))
    await world.scan(id)
    await world.move(id, elsewhere())
    const { refusedItems, lastError, leftOut } = await world.source(id)
    assert.deepEqual([refusedItems, lastError, leftOut], [0, null, null])
  })

  test('a source whose interval changes while it is read keeps what was read, and its new time', async () => {
    const id = await world.addFeed(world.url)
    const soon = new Date(world.clock.now + 1_000).toISOString()
    showPlaces(async () => {
      const change =
        'update content_sources set every_minutes = 5, edition = edition + 1, next_scan_at = $1'
      await world.pool.query(change, [soon])
    })
    await world.scan(id)
    const { nextScanAt, validators } = await world.source(id)
    assert.deepEqual([nextScanAt, validators?.etag], [soon, '"here"'])
  })
})

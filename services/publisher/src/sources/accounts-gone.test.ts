import assert from 'node:assert/strict'
import { afterEach, beforeEach, suite, test } from 'node:test'
import { verifyState } from '@pressrun/db/testing'
import type { AccountId, SourceId } from '@pressrun/events'
import { item, openFeed, rss, type TestFeed } from './feed.fixture.ts'
import { openFolder } from './folder.fixture.ts'
import type { TestSources } from './sources.fixture.ts'

const remove = async (world: TestSources, accountId: AccountId, id: SourceId) => {
  const meta = { projectId: (await world.source(id)).projectId, actor: 'test' }
  await world.handle({ command: { type: 'RemoveAccount', accountId }, meta })
}

/** Sets another account, as a person would. */
const mend = async ({ pool, connect, clock }: TestSources, id: SourceId) => {
  const order = { accountIds: [await connect()], priority: 5, concurrency: 10 }
  await pool.query(
    `update content_sources set auto_publish = $2, edition = edition + 1, next_scan_at = $3
      where id = $1`,
    [id, JSON.stringify({ ...order, firstScan: 'publish' }), new Date(clock.now)],
  )
}

suite('a feed with no account left to publish to', () => {
  let world: TestFeed
  let gone: AccountId
  let id: SourceId
  beforeEach(async () => {
    world = await openFeed()
    gone = await world.connect()
    id = await world.addFeed(world.url, { accountIds: [gone] })
    world.answer = (request, response) => {
      const isKnown = request.headers['if-none-match'] === '"1"'
      response.writeHead(isKnown ? 304 : 200, { etag: '"1"' }).end(rss(item('b'), item('a')))
    }
  })
  afterEach(() => world[Symbol.asyncDispose]())

  test('keeps new items for later, and is reported until accounts are set', async () => {
    await remove(world, gone, id)
    for (const _ of ['once', 'again']) {
      const { added, refused, failed, problem } = await world.scan(id)
      assert.deepEqual([added, refused, failed, problem?.code], [0, 2, false, 'account-not-found'])
    }
    assert.deepEqual([await world.articles(), await world.names(id)], [[], []])
    await mend(world, id)
    const { added, refused, problem } = await world.scan(id)
    assert.deepEqual([added, refused, problem], [2, 0, undefined])
    assert.equal((await world.runs()).length, 2)
    assert.equal((await world.source(id)).validators?.etag, '"1"')
    assert.deepEqual((await verifyState(world.pool)).differences, [])
  })

  test('stores new items that are not to be published', async () => {
    const keeping = await world.addFeed(world.url, { accountIds: [gone], firstScan: 'keep' })
    await remove(world, gone, id)
    assert.equal((await world.scan(keeping)).added, 2)
    assert.deepEqual(await world.runs(), [])
  })

  test('a feed with no account left to publish to that is corrected while it is read is due again at once', async () => {
    await remove(world, gone, id)
    const { handle } = world
    const due = await world.ask(id)
    world.handle = async (request) => {
      await mend(world, id)
      return handle(request)
    }
    await world.react(due)
    assert.equal(Date.parse((await world.source(id)).nextScanAt), world.clock.now)
  })
})

test('files with no account left to publish to are reported before any other problem', async () => {
  await using world = await openFolder()
  const gone = await world.connect()
  const id = await world.addFolder('posts', { accountIds: [gone] })
  await world.write('a.md', 'One.')
  await world.scan(id)
  await remove(world, gone, id)
  await world.write('bad.md', '---\na: [\n---\nText.')
  await world.write('c.md', 'New.')
  const { added, refused, problem } = await world.scan(id)
  assert.deepEqual([added, refused, problem?.code], [0, 2, 'account-not-found'])
  assert.deepEqual(
    (await world.source(id)).leftOut?.refused?.map(({ name, code }) => [name, code]),
    [
      ['bad.md', 'front-matter-invalid'],
      ['c.md', 'account-not-found'],
    ],
  )
  await mend(world, id)
  assert.equal((await world.scan(id)).problem?.code, 'front-matter-invalid')
  assert.equal((await world.runs()).length, 2)
})

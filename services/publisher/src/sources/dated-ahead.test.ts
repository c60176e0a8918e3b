import assert from 'node:assert/strict'
import { afterEach, beforeEach, suite, test } from 'node:test'
import { item, openFeed, rss, type TestFeed } from './feed.fixture.ts'
import { openFolder } from './folder.fixture.ts'

const day = 24 * 60 * 60 * 1000

suite('an item that is dated ahead', () => {
  let world: TestFeed
  beforeEach(async () => void (world = await openFeed()))
  afterEach(() => world[Symbol.asyncDispose]())

  const inDays = (days: number) => new Date(world.clock.now + days * day)
  const dated = (guid: string, days: number) =>
    `${item(guid)}<pubDate>${inDays(days).toUTCString()}</pubDate>`
  const tokens = async () => (await world.articles()).map(({ token }) => token)

  test('is held until its date, although the feed has not changed by then', async () => {
    world.showing(rss(dated('later', 1), dated('now', 0)))
    const id = await world.addFeed(world.url)
    const { found, added, refused } = await world.scan(id)
    assert.deepEqual([found, added, refused], [2, 1, 0])
    await world.scan(id)
    assert.deepEqual(await tokens(), ['now'])
    world.clock.now += day
    await world.scan(id)
    assert.deepEqual(await tokens(), ['now', 'later'])
  })

  test('is published then, even if it was there at a first scan that only stores', async () => {
    world.showing(rss(dated('later', 1), dated('now', 0)))
    const accountIds = [await world.connect()]
    const id = await world.addFeed(world.url, { accountIds, firstScan: 'keep' })
    await world.scan(id)
    assert.deepEqual(await world.runs(), [])
    world.clock.now += day
    await world.scan(id)
    assert.equal((await world.runs()).length, 1)
  })

  test('is taken at once where its source ignores dates ahead', async () => {
    world.showing(rss(dated('later', 1)))
    const id = await world.addFeed(world.url)
    await world.pool.query(`update content_sources set future_dates = 'ignore' where id = $1`, [id])
    await world.scan(id)
    assert.deepEqual(await tokens(), ['later'])
  })

  test('that is already known stays known, and its change is noticed', async () => {
    const id = await world.addFeed(world.url)
    world.showing(rss(dated('a', 0)))
    await world.scan(id)
    world.showing(rss(`${item('a', 'Corrected.')}<pubDate>${inDays(1).toUTCString()}</pubDate>`))
    assert.equal((await world.scan(id)).changed, 1)
  })
})

test('a file that is dated ahead is held until its date', async () => {
  await using world = await openFolder()
  const at = new Date(world.clock.now + day).toISOString()
  await world.write('a.md', `---\npublishDate: ${at}\n---\nText.`)
  const id = await world.addFolder('posts')
  assert.equal((await world.scan(id)).added, 0)
  world.clock.now += day
  assert.equal((await world.scan(id)).added, 1)
})

import assert from 'node:assert/strict'
import { rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, suite, test } from 'node:test'
import { eventually } from '@pressrun/tests'
import { openFeed, rss, type TestFeed } from './feed.fixture.ts'
import { openFolder, type TestFolder } from './folder.fixture.ts'

suite('an item of a feed', () => {
  let world: TestFeed
  beforeEach(async () => {
    world = await openFeed()
  })
  afterEach(() => world[Symbol.asyncDispose]())

  test('is recognized under a new name by its content', async () => {
    const id = await world.addFeed(world.url)
    const itemXml = '<title>News</title><description>It is here.</description>'
    world.showing(rss(`<guid>1</guid>${itemXml}`))
    await world.scan(id)
    world.showing(rss(`<guid>2</guid>${itemXml}`))
    assert.equal((await world.scan(id)).added, 0)
  })

  test('keeps its first and its latest name when each scan brings a new one', async () => {
    const accountIds = [await world.connect()]
    const id = await world.addFeed(world.url, { accountIds })
    const itemXml = '<title>News</title><description>It is here.</description>'
    for (const guid of [1, 2, 3, 4]) {
      world.showing(rss(`<guid>${guid}</guid>${itemXml}`))
      await world.scan(id)
    }
    assert.deepEqual(await world.names(id), ['1', '4'])
    world.showing(rss('<guid>4</guid><title>News</title><description>Here it is.</description>'))
    const { added, changed } = await world.scan(id)
    assert.deepEqual([added, changed], [0, 1])
    assert.equal((await world.runs()).length, 1)
  })

  test('an item is not published again when another appears with the same link', async () => {
    const accountIds = [await world.connect()]
    const id = await world.addFeed(world.url, { accountIds })
    const entry = (title: string, body = title) =>
      `<link>http://x.example/</link><title>${title}</title><description>${body}</description>`
    const added: number[] = []
    for (const shown of [
      ['One'],
      ['Two', 'One'],
      ['One', 'Two'],
      ['Three', 'Two'],
      ['Three'],
      ['One', 'Three', 'Two'],
    ]) {
      world.showing(rss(...shown.map((title) => entry(title))))
      added.push((await world.scan(id)).added)
    }
    assert.deepEqual(added, [1, 1, 0, 1, 0, 0])
    world.showing(rss(entry('Three'), entry('Two'), entry('One', 'Corrected.')))
    const { added: again, changed } = await world.scan(id)
    assert.deepEqual([again, changed], [0, 1])
    assert.equal((await world.runs()).length, 3)
  })

  test('differs from its copy as soon as their contents do', async () => {
    const id = await world.addFeed(world.url)
    const itemXml = '<title>News</title><description>It is here.</description>'
    world.showing(rss(`<guid>1</guid>${itemXml}`, `<guid>2</guid>${itemXml}`))
    assert.equal((await world.scan(id)).added, 1)
    world.showing(
      rss(
        '<guid>1</guid><title>Other news</title><description>It is there.</description>',
        `<guid>2</guid>${itemXml}`,
      ),
    )
    const { added, changed } = await world.scan(id)
    assert.deepEqual([added, changed], [1, 0])
    assert.deepEqual((await world.articles()).map(({ title }) => title).toSorted(), [
      'News',
      'Other news',
    ])
  })

  const post = (guid: string, body: string) =>
    `<guid>${guid}</guid><title>News</title><description>${body}</description>`
  /** Serves each of these feeds in turn; returns how many runs were created. */
  const runsAfter = async (...feeds: string[]) => {
    const id = await world.addFeed(world.url, { accountIds: [await world.connect()] })
    for (const feed of feeds) {
      world.showing(feed)
      assert.equal((await world.scan(id)).failed, false)
    }
    return (await world.runs()).length
  }

  test('is not published again as a copy that returns after the original was corrected', async () => {
    const [one, copy, corrected] = [post('1', 'One'), post('2', 'One'), post('1', 'Corrected')]
    const feeds = [rss(copy, one), rss(one), rss(corrected), rss(copy, corrected)]
    assert.equal(await runsAfter(...feeds), 1)
  })

  test('is not published again for content it had under a forgotten name', async () => {
    const names = [post('1', 'One'), post('2', 'One'), post('2', 'Corrected'), post('3', 'One')]
    const feeds = [...names, post('4', 'Corrected')].map((item) => rss(item))
    assert.equal(await runsAfter(...feeds), 1)
  })

  test('leaves no hash behind when its source is removed', async () => {
    const id = await world.addFeed(world.url)
    for (const body of ['One', 'Two']) {
      world.showing(rss(post('1', body)))
      await world.scan(id)
    }
    const hashes = async () =>
      (await world.pool.query('select from content_source_earlier_hashes')).rowCount
    assert.equal(await hashes(), 1)
    await world.remove(id)
    assert.deepEqual([await hashes(), await world.names(id)], [0, []])
  })

  test('leaves nothing behind when its source is removed while it is imported', async () => {
    const id = await world.addFeed(world.url, { accountIds: [await world.connect()] })
    world.showing(rss(post('1', 'One')))
    const due = await world.ask(id)
    const client = await world.pool.connect()
    const waiting = (count: number) =>
      eventually(async () => {
        const { rowCount } = await world.pool.query(
          `select from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock'`,
        )
        return rowCount === count
      })
    // The scan cannot commit what it imports, and the removal waits for it.
    await client.query('begin; select from log_head for update')
    const scanned = world.react(due)
    await waiting(1)
    const removed = world.remove(id)
    await waiting(2)
    await client.query('rollback')
    client.release()
    await Promise.all([scanned, removed])
    assert.equal((await world.articles()).length, 1)
    assert.deepEqual(await world.names(id), [])
  })

  test('is not published again when it returns to its earlier content', async () => {
    const feeds = ['One', 'Two', 'One', 'Two'].map((body) => rss(post('1', body)))
    assert.equal(await runsAfter(...feeds), 1)
  })
})

suite('a file of a folder', () => {
  let world: TestFolder
  let write: TestFolder['write']
  let folder: string
  beforeEach(async () => {
    world = await openFolder()
    ;({ folder, write } = world)
  })
  afterEach(() => world[Symbol.asyncDispose]())

  test('is recognized after a renaming by its content', async () => {
    const id = await world.addFolder('posts')
    await write('a.md', 'One.')
    await world.scan(id)
    await rename(join(folder, 'a.md'), join(folder, 'b.md'))
    assert.equal((await world.scan(id)).added, 0)
  })

  test('is known by its new name after a renaming', async () => {
    const id = await world.addFolder('posts', { accountIds: [await world.connect()] })
    await write('a.md', 'One.')
    await world.scan(id)
    await rename(join(folder, 'a.md'), join(folder, 'b.md'))
    await world.scan(id)
    await write('b.md', 'One!')
    const { added, changed } = await world.scan(id)
    assert.deepEqual([added, changed], [0, 1])
    assert.deepEqual([(await world.articles()).length, (await world.runs()).length], [1, 1])
    const [article] = await world.articles()
    assert.notEqual(article?.source_updated_at, null)
  })

  test('is not read again after a renaming', async () => {
    const id = await world.addFolder('posts')
    await write('a.md', 'One.')
    await world.scan(id)
    await rename(join(folder, 'a.md'), join(folder, 'b.md'))
    await world.scan(id)
    const { mtime } = await stat(join(folder, 'b.md'))
    await writeFile(join(folder, 'b.md'), 'Two.')
    await utimes(join(folder, 'b.md'), mtime, mtime)
    assert.equal((await world.scan(id)).changed, 0)
  })

  test('a file of a folder that is a copy becomes an item of its own as soon as its content differs', async () => {
    const id = await world.addFolder('posts')
    await write('a.md', 'One.')
    await write('b.md', 'One.')
    assert.equal((await world.scan(id)).added, 1)
    assert.equal((await world.scan(id)).added, 0)
    await write('b.md', 'Two.')
    const { added, changed } = await world.scan(id)
    assert.deepEqual([added, changed], [1, 0])
    await write('b.md', 'Three.')
    assert.equal((await world.scan(id)).changed, 1)
    assert.deepEqual(
      (await world.articles()).map(({ body }) => body),
      ['One.', 'Three.'],
    )
  })

  test('a file of a folder that is a copy replaces its original when that is gone', async () => {
    const id = await world.addFolder('posts')
    await write('a.md', 'One.')
    await write('b.md', 'One.')
    await world.scan(id)
    await rm(join(folder, 'a.md'))
    await world.scan(id)
    await write('b.md', 'Two.')
    assert.equal((await world.scan(id)).changed, 1)
    assert.deepEqual(
      (await world.articles()).map(({ body }) => body),
      ['Two.'],
    )
  })
})

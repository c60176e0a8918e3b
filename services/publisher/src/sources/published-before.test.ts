import assert from 'node:assert/strict'
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, suite, test } from 'node:test'
import { accountItems, runAll } from '@pressrun/db'
import type { AccountId, ArticleId, SourceId } from '@pressrun/events'
import { openFeed, rss, type TestFeed } from './feed.fixture.ts'
import { openFolder } from './folder.fixture.ts'
import type { TestSources } from './sources.fixture.ts'

type Post = { guid?: string; link?: string; title?: string; body?: string; at?: string }

const long =
  'The bridge over the river is open again, and the first to cross it was a heron at dawn.'
const entry = ({ guid, link, title = '', body = '', at: published }: Post): string =>
  [
    guid && `<guid isPermaLink="false">${guid}</guid>`,
    link && `<link>${link.replaceAll('&', '&amp;')}</link>`,
    `<title>${title}</title><description>${body}</description>`,
    published && `<pubDate>${published}</pubDate>`,
  ].join('')

const posts = (count: number, site = 'http://127.0.0.1/'): Post[] =>
  Array.from({ length: count }, (_, n) => ({
    guid: `${n + 1}`,
    link: `${site}${n + 1}`,
    title: `Post ${n + 1}`,
    body: `${long} This was seen ${n + 1} times.`,
    at: `Mon, 02 Mar 2026 09:${10 + n}:27 GMT`,
  }))

/** How many runs there were before, and how many more `act` created. */
async function runsOf(world: TestSources, act: () => Promise<unknown>): Promise<number> {
  const before = (await world.runs()).length
  await act()
  return (await world.runs()).length - before
}

suite('an item that an account received', () => {
  let world: TestFeed
  let account: AccountId
  let source: SourceId
  beforeEach(async () => {
    world = await openFeed()
    account = await world.connect()
    source = await world.addFeed(world.url, { accountIds: [account] })
  })
  afterEach(() => world[Symbol.asyncDispose]())

  /** Serves these items at every address of the server, newest first, and scans the source. */
  const show = (shown: readonly Post[], id = source) =>
    runsOf(world, async () => {
      world.showing(rss(...shown.map(entry).toReversed()))
      assert.equal((await world.scan(id)).failed, false)
    })
  const addAt = (path: string) =>
    world.addFeed(new URL(path, world.url).href, { accountIds: [account] })

  test('is not published to it again when its source is removed and added again', async () => {
    assert.equal(await show(posts(3)), 3)
    await world.remove(source)
    const again = await addAt('feed.xml')
    assert.equal(await show(posts(4), again), 1)
    assert.equal((await world.articles()).length, 7)
  })

  test('is not published to it again when it was corrected before its source was added again', async () => {
    const [post = assert.fail()] = posts(1)
    assert.equal(await show([post]), 1)
    const corrected = { ...post, title: 'Bridge open', at: 'Tue, 03 Mar 2026 09:00:00 GMT' }
    assert.equal(await show([corrected]), 0)
    await world.remove(source)
    assert.equal(await show([corrected], await addAt('atom.xml')), 0)
  })

  test('is not published to it again by a second address of its feed', async () => {
    assert.equal(await show(posts(3)), 3)
    assert.equal(await show(posts(3), await addAt('second.xml')), 0)
  })

  test('is published to it once when two sources are scanned at once', async () => {
    const second = await addAt('second.xml')
    world.showing(rss(...posts(20).map(entry).toReversed()))
    const runs = await runsOf(world, () =>
      Promise.all([source, second].map(async (id) => world.react(await world.ask(id)))),
    )
    assert.equal(runs, 20)
  })

  test('is not published to it again when its site moves to https and another host', async () => {
    assert.equal(await show(posts(3)), 3)
    assert.equal(await show(posts(3, 'https://127.0.0.1/')), 0)
    assert.equal(await show(posts(4, 'https://www.new.example/')), 1)
  })

  test('is not published to it again when permalinks and guids change', async () => {
    assert.equal(await show(posts(3)), 3)
    const moved = posts(4).map((post) => ({
      ...post,
      link: `${post.link}/new`,
      guid: `new-${post.guid}`,
    }))
    assert.equal(await show(moved), 1)
  })

  test('is not published to it again when its guid changes with every response', async () => {
    const renamed = (answer: number) =>
      posts(3).map((post) => ({ ...post, guid: `${post.guid}-${answer}` }))
    assert.equal(await show(renamed(1)), 3)
    assert.equal(await show(renamed(2)), 0)
    const corrected = renamed(3).map((post) => ({ ...post, title: `${post.title}, corrected` }))
    assert.equal(await show(corrected), 0)
  })

  test('does not hold back an item of another source with the same guid', async () => {
    assert.equal(await show(posts(3)), 3)
    const others = posts(3, 'http://other.example/').map((post) => ({
      ...post,
      body: post.title ?? '',
    }))
    assert.equal(await show(others, await addAt('other.xml')), 3)
  })

  test('does not hold back others that link to the same page', async () => {
    const onOnePage = posts(4).map((post) => ({ ...post, link: 'http://127.0.0.1/changes' }))
    assert.equal(await show(onOnePage.slice(0, 2)), 2)
    assert.equal(await show(onOnePage.slice(1)), 2)
  })

  test('does not hold back a daily note with the same text', async () => {
    const mornings = posts(4).map(({ guid = '', at: day = '' }) => ({
      guid,
      link: 'http://127.0.0.1/',
      title: 'Good morning',
      body: 'Good morning',
      at: day,
    }))
    assert.equal(await show(mornings.slice(0, 2)), 2)
    assert.equal(await show(mornings.slice(0, 3)), 1)
    assert.equal(await show(mornings.slice(1)), 1)
    await world.remove(source)
    assert.equal(await show(mornings, await addAt('feed.xml')), 0)
  })

  test('is published to others, and the scan reports what was held back', async () => {
    assert.equal(await show(posts(2)), 2)
    const accountIds = [account, await world.connect()]
    const second = await world.addFeed(new URL('b.xml', world.url).href, { accountIds })
    assert.equal(await show(posts(3), second), 3)
    const runs = await world.runs()
    assert.deepEqual(
      runs.slice(-3).map(({ tasks }) => tasks),
      [1, 1, 2],
    )
    const { lastError: error, refusedItems } = await world.source(second)
    assert.deepEqual([error?.code, refusedItems], ['published-before', 0])
    assert.match(error?.message ?? '', /They are 2: 1, 2$/)
    const { rows } = await world.pool.query(
      'select source_doc_token as token from article_sources where published_before order by token',
    )
    assert.deepEqual(rows, [{ token: '1' }, { token: '2' }])
    assert.equal(await show(posts(4), second), 1)
    assert.equal((await world.source(second)).lastError, null)
  })

  test('by hand is not published to it again by a source', async () => {
    const kept = await world.addFeed(new URL('kept.xml', world.url).href)
    assert.equal(await show(posts(2), kept), 0)
    const [article] = await world.articles()
    await runAll(world.pool, [accountItems.rememberItem(article?.id as ArticleId, [account])])
    assert.equal(await show(posts(2)), 1)
  })

  test('by hand, and was corrected since, is recognized by the corrected keys', async () => {
    const kept = await world.addFeed(new URL('kept.xml', world.url).href)
    const [post = assert.fail()] = posts(1)
    await show([post], kept)
    const [article] = await world.articles()
    await runAll(world.pool, [accountItems.rememberItem(article?.id as ArticleId, [account])])
    const moved = { ...post, link: `${post.link}/new`, at: 'Tue, 03 Mar 2026 09:00:00 GMT' }
    await show([moved], kept)
    await world.remove(kept)
    assert.equal(await show([{ ...moved, title: 'Bridge open', guid: 'new' }]), 0)
  })

  test('has its latest keys stored with its article, however often it was corrected', async () => {
    const [post = assert.fail()] = posts(1)
    for (let edition = 0; edition < 40; edition++)
      await show([{ ...post, body: `${post.body} Edition ${edition}.` }])
    const { rows } = await world.pool.query<{ count: number }>(
      'select cardinality(keys) as count from article_sources',
    )
    assert.deepEqual(rows, [{ count: accountItems.itemKeysMax }])
    assert.equal((await world.runs()).length, 1)
  })

  test('is published again once the account was removed and connected again', async () => {
    assert.equal(await show(posts(2)), 2)
    const rows = async () => (await world.pool.query('select from account_items')).rowCount
    assert.equal(await rows(), 12)
    await runAll(world.pool, [accountItems.forgetItems(account)])
    assert.equal(await rows(), 0)
    const accountIds = [await world.connect()]
    const again = await world.addFeed(new URL('b.xml', world.url).href, { accountIds })
    assert.equal(await show(posts(2), again), 2)
  })

  test('is found by index among a hundred thousand', async () => {
    await world.pool.query(
      `insert into account_items select $1, key from generate_series(1, 600000) key`,
      [account],
    )
    await world.pool.query('analyze account_items')
    const before = await scans(world)
    assert.equal(await show(posts(3)), 3)
    assert.equal(await show(posts(3), await addAt('second.xml')), 0)
    assert.deepEqual(await scans(world), before)
  })
})

/** How often the whole table was read. */
async function scans({ pool }: TestSources): Promise<unknown> {
  await pool.query('select pg_stat_force_next_flush()')
  const { rows } = await pool.query(
    `select seq_scan from pg_stat_all_tables where relname = 'account_items'`,
  )
  return rows
}

suite('a file that an account received', () => {
  test('is not published to it again when its folder is renamed and added again', async () => {
    await using world = await openFolder()
    const accountIds = [await world.connect()]
    const id = await world.addFolder('posts', { accountIds })
    await world.write('a.md', 'One.')
    await world.write('b.md', long)
    await world.write('c.md', `---\ntitle: Bridge\ndate: 2026-03-02\n---\n${long}`)
    assert.equal(await runsOf(world, () => world.scan(id)), 3)
    await world.remove(id)
    await rename(world.folder, join(world.dataDir, 'renamed'))
    await rename(join(world.dataDir, 'renamed/c.md'), join(world.dataDir, 'renamed/d.md'))
    const again = await world.addFolder('renamed', { accountIds })
    assert.equal(await runsOf(world, () => world.scan(again)), 0)
    assert.equal((await world.source(again)).lastError?.code, 'published-before')
  })
})

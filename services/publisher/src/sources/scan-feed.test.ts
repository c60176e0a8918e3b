import assert from 'node:assert/strict'
import { afterEach, beforeEach, suite, test } from 'node:test'
import { isLostConnection } from '@pressrun/db'
import { verifyState } from '@pressrun/db/testing'
import type { Reading } from '@pressrun/feeds'
import { item, openFeed, rss, type TestFeed } from './feed.fixture.ts'

suite('scanning a feed', () => {
  let world: TestFeed
  beforeEach(async () => {
    world = await openFeed()
  })
  afterEach(() => world[Symbol.asyncDispose]())
  const titles = async () => (await world.articles()).map(({ title }) => title)

  test('makes an article of each item, oldest first', async () => {
    world.showing(rss(item('b'), item('a')))
    const id = await world.addFeed(world.url)
    const result = await world.scan(id)
    assert.deepEqual(result, {
      scan: 1,
      found: 2,
      added: 2,
      changed: 0,
      refused: 0,
      failed: false,
    })
    const [a, b] = await world.articles()
    assert.deepEqual([a?.title, a?.body, a?.token], ['Title of a', 'About a.', 'a'])
    assert.equal(b?.token, 'b')
  })

  test('imports each item once for ever', async () => {
    const id = await world.addFeed(world.url)
    world.showing(rss(item('b'), item('a')))
    await world.scan(id)
    world.showing(rss(item('c'), item('b')))
    assert.equal((await world.scan(id)).added, 1)
    world.showing(rss(item('b'), item('a')))
    assert.equal((await world.scan(id)).added, 0)
    assert.deepEqual(await titles(), ['Title of a', 'Title of b', 'Title of c'])
  })

  test('recognizes items without an id by their link, and those without a link by their content', async () => {
    const id = await world.addFeed(world.url)
    const linked = '<link>http://x.example/1</link><title>One</title><description>1</description>'
    const bare = '<title>Two</title><description>2</description>'
    world.showing(rss(linked, bare))
    await world.scan(id)
    world.showing(rss(`${linked}<category>new</category>`, item('x'), bare))
    assert.equal((await world.scan(id)).added, 1)
  })

  test('publishes what is new, in the transaction that makes its article', async () => {
    const accountIds = [await world.connect(), await world.connect()]
    const id = await world.addFeed(world.url, { accountIds })
    world.showing(rss(item('b'), item('a')))
    await world.scan(id)
    await world.scan(id)
    const articles = await world.articles()
    const runs = await world.runs()
    assert.deepEqual(
      runs.map(({ article_id, status, tasks }) => [article_id, status, tasks]),
      articles.map((article) => [article.id, 'running', 2]),
    )
    assert.deepEqual((await verifyState(world.pool)).differences, [])
  })

  test('publishes it with its link, and names its source', async () => {
    const accountIds = [await world.connect()]
    const id = await world.addFeed(world.url, { accountIds })
    world.showing(rss(`${item('a')}<link>https://example.org/a</link>`))
    await world.scan(id)
    const { rows } = await world.pool.query(
      `select url, content from runs join articles on articles.id = article_id
        join snapshots on sha256 = snapshot`,
    )
    const url = 'https://example.org/a'
    const sources = [{ source: id, sourceDocToken: 'a' }]
    const content = { title: 'Title of a', body: 'About a.', url, sources }
    assert.deepEqual(rows, [{ url, content }])
  })

  test('publishes to the remaining accounts, and reports the removed ones', async () => {
    const [gone, there] = [await world.connect(), await world.connect()]
    const id = await world.addFeed(world.url, { accountIds: [gone, there] })
    const meta = { projectId: (await world.source(id)).projectId, actor: 'test' }
    await world.handle({ command: { type: 'RemoveAccount', accountId: gone }, meta })
    world.showing(rss(item('a')))
    const result = await world.scan(id)
    assert.equal(result.failed, false)
    const message = 'One account to publish to no longer exists.'
    assert.deepEqual(result.problem, { code: 'account-not-found', message })
    assert.deepEqual(
      (await world.runs()).map(({ tasks }) => tasks),
      [1],
    )
  })

  test('rewrites the article of an item that has changed, unless it is used or edited', async () => {
    const id = await world.addFeed(world.url)
    world.showing(rss(item('used'), item('edited'), item('plain')))
    await world.scan(id)
    const of = async (token: string) =>
      (await world.articles()).find((article) => article.token === token) ?? assert.fail()
    const edited = (await of('edited')).id
    await world.pool.query(`update articles set body = 'Mine.', version = 2 where id = $1`, [
      edited,
    ])
    await world.pool.query(`insert into snapshots (sha256, content) values ('s', '{}')`)
    await world.pool.query(
      `insert into runs (id, version, status, project_id, snapshot, article_id, title, task_count,
        priority, concurrency, created_at, meta)
      select 'run_1', 1, 'draft', project_id, 's', id, title, 0, 5, 1, now(), '{}'
      from articles where id = $1`,
      [(await of('used')).id],
    )
    const changed = ['used', 'edited', 'plain'].map((token) => item(token, 'Corrected.'))
    world.showing(rss(...changed))
    assert.equal((await world.scan(id)).changed, 3)
    assert.deepEqual(
      await Promise.all(['used', 'edited', 'plain'].map(async (token) => (await of(token)).body)),
      ['About used.', 'Mine.', 'Corrected.'],
    )
    // Only the date of its source shows the change.
    assert.ok((await of('used')).source_updated_at)
    world.showing(`${rss(...changed)}\n`)
    assert.equal((await world.scan(id)).changed, 0)
    world.showing(rss(...['used', 'edited', 'plain'].map((token) => item(token, 'Once more.'))))
    await world.scan(id)
    assert.equal((await of('plain')).body, 'Once more.')
  })

  test('twice at once imports nothing twice', async () => {
    const accountIds = [await world.connect()]
    const id = await world.addFeed(world.url, { accountIds })
    world.showing(rss(item('b'), item('a')))
    const due = await world.ask(id)
    const again = { ...due, id: 'event_again' as const }
    await Promise.all([world.react(due), world.react(again)])
    assert.deepEqual([(await world.articles()).length, (await world.runs()).length], [2, 2])
  })

  test('scanning a feed that was overtaken, or whose source is gone, does nothing', async () => {
    const id = await world.addFeed(world.url)
    world.showing(rss(item('a')))
    const due = await world.ask(id)
    await world.pool.query(`update content_sources set status = 'removed' where id = $1`, [id])
    assert.equal(await world.react(due), 'done')
    await world.pool.query(`update content_sources set status = 'active', scan = 7`)
    assert.equal(await world.react(due), 'done')
    assert.deepEqual(await world.articles(), [])
  })

  test('continues where a publisher died', async () => {
    const id = await world.addFeed(world.url)
    world.showing(rss(item('b'), item('a')))
    const due = await world.ask(id)
    const { handle } = world
    const imported = Promise.withResolvers<void>()
    world.handle = () => {
      imported.resolve()
      return new Promise(() => {})
    }
    void world.react(due)
    await imported.promise
    world.handle = handle
    assert.equal(await world.react(due), 'done')
    assert.equal((await world.articles()).length, 2)
    assert.equal((await world.source(id)).askedAt, null)
  })

  test('is given up when every publisher that begins it dies', async () => {
    const id = await world.addFeed(world.url)
    const due = await world.ask(id)
    for (const _ of [1, 2, 3]) {
      const begun = Promise.withResolvers<void>()
      const read = () => {
        begun.resolve()
        return new Promise<never>(() => {})
      }
      void world.react(due, { read })
      await begun.promise
    }
    assert.equal(await world.react(due), 'done')
    const { lastError: error, failures } = await world.source(id)
    assert.deepEqual([error?.code, failures], ['publishers-died', 1])
    world.showing(rss(item('a')))
    assert.equal((await world.scan(id)).added, 1)
  })

  const lost = new Error('Connection terminated unexpectedly')
  /** A reading during which the publisher is stopped. */
  const stopping = (read: (signal: AbortSignal) => Promise<Reading>) => () => {
    const stop = new AbortController()
    return { signal: stop.signal, read: () => (stop.abort(), read(stop.signal)) }
  }
  for (const [why, changes] of [
    ['are told to stop', stopping(async () => ({ outcome: 'unchanged' }))],
    [
      'are told to stop and break off',
      stopping(async (signal) => signal.throwIfAborted() as never),
    ],
    ['lose the database', () => ({ read: () => Promise.reject(lost) })],
  ] as const) {
    test(`is not given up when publishers ${why}, however many`, async () => {
      const id = await world.addFeed(world.url)
      world.showing(rss(item('a')))
      const due = await world.ask(id)
      for (const _ of [1, 2, 3, 4]) assert.equal(await world.react(due, changes()), 'retry')
      assert.equal(await world.react(due), 'done')
      assert.equal((await world.articles()).length, 1)
      assert.equal((await world.source(id)).failures, 0)
    })
  }

  test('requests only what has changed', async () => {
    const id = await world.addFeed(world.url)
    const asked: unknown[] = []
    world.answer = ({ headers }, response) => {
      asked.push([headers['if-none-match'], headers['if-modified-since']])
      const lastModified = 'Mon, 02 Mar 2026 09:00:00 GMT'
      if (headers['if-none-match'] === '"1"') response.writeHead(304).end()
      else
        response.writeHead(200, { etag: '"1"', 'last-modified': lastModified }).end(rss(item('a')))
    }
    await world.scan(id)
    assert.equal((await world.scan(id)).failed, false)
    assert.deepEqual(asked, [
      [undefined, undefined],
      ['"1"', 'Mon, 02 Mar 2026 09:00:00 GMT'],
    ])
    assert.equal((await world.articles()).length, 1)
  })

  test('follows redirects, but not to private addresses', async () => {
    const id = await world.addFeed(world.url)
    world.answer = ({ url }, response) => {
      if (url === '/feed.xml') response.writeHead(301, { location: '/moved.xml' }).end()
      else response.end(rss(item('a')))
    }
    assert.equal((await world.scan(id)).added, 1)
    world.answer = (_request, response) =>
      response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end()
    assert.equal((await world.scan(id)).problem?.code, 'target-not-allowed')
  })

  test('resolves links against the final address of the feed, not the one requested', async () => {
    const id = await world.addFeed(world.url)
    const post = '<guid>1</guid><title>One</title><description>&lt;a href="2.html"&gt;Two&lt;/a&gt;'
    world.answer = ({ url }, response) => {
      if (url === '/feed.xml') response.writeHead(301, { location: '/blog/feed.xml' }).end()
      else response.end(rss(`${post}</description>`))
    }
    await world.scan(id)
    const [article] = await world.articles()
    assert.equal(article?.body, `[Two](${new URL('/blog/2.html', world.url).href})`)
  })

  test('scanning a feed is handed back when the database is lost', async () => {
    const id = await world.addFeed(world.url)
    world.showing(rss(item('a')))
    const due = await world.ask(id)
    assert.ok(isLostConnection(lost))
    const { handle } = world
    let failures = 0
    world.handle = (request) => {
      failures += 1
      return failures === 1 ? Promise.reject(lost) : handle(request)
    }
    assert.equal(await world.react(due), 'done')
    assert.equal(failures, 2)
  })
})

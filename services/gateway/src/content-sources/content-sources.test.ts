import assert from 'node:assert/strict'
import { after, afterEach, before, suite, test } from 'node:test'
import type { SourceId } from '@pressrun/events'
import { startGateway, type TestGateway } from '../gateway.fixture.ts'

suite('content sources', () => {
  let gateway: TestGateway
  before(async () => {
    gateway = await startGateway()
  })
  after(() => gateway[Symbol.asyncDispose]())
  afterEach(() => gateway.gateway.database.pool.query('delete from content_source_items'))

  const location = 'http://127.0.0.1:1/feed.xml'
  const add = async (more: object = {}) => {
    const { status, body } = await gateway.call('POST', '/content-sources', {
      type: 'rss',
      location,
      ...more,
    })
    assert.equal(status, 201, JSON.stringify(body))
    return body
  }
  /** Records a publisher's result of the scan that is under way. */
  const record = async (id: SourceId, scan: number, failed = false) => {
    const result = { found: 1, added: 1, changed: 0, refused: 0, failed }
    const { project_id: projectId } = (
      await gateway.gateway.database.pool.query('select project_id from content_sources')
    ).rows[0]
    const problem = { code: 'http-404', message: 'The server answers 404.' }
    const { kind } = await gateway.handle({
      command: {
        type: 'RecordScan',
        sourceId: id,
        scan,
        result: failed ? { ...result, problem } : result,
      },
      meta: { projectId, actor: 'publisher' },
    })
    assert.equal(kind, 'events')
  }

  test('are scanned as soon as they are created', async () => {
    const source = await add()
    assert.match(source.id, /^source_/)
    assert.deepEqual(
      [source.state, source.scanning, source.everyMinutes, source.autoPublish],
      ['active', true, 15, null],
    )
    assert.deepEqual([source.totalItems, source.usedItems, source.lastScannedAt], [0, 0, null])
    const { body } = await gateway.call('GET', `/events?streamId=${source.id}`)
    assert.deepEqual(
      body.items.map((event: { type: string }) => event.type),
      ['SourceScanDue'],
    )
  })

  test('publish one place to an account once, however its location is written', async () => {
    const [one, other] = [await gateway.connect(), await gateway.connect()]
    const folder = { type: 'folder', location: 'once' }
    const first = await add({ ...folder, autoPublish: { accountIds: [one] } })
    const again = { type: 'folder', location: './once/', autoPublish: { accountIds: [other, one] } }
    const { status, body } = await gateway.call('POST', '/content-sources', again)
    assert.deepEqual([status, body.code], [409, 'source-publishes-already'])
    assert.ok(body.detail.includes(first.id), body.detail)
    const beside = await add({ ...again, autoPublish: { accountIds: [other] } })
    const path = `/content-sources/${beside.id}`
    const changed = await gateway.call('PATCH', path, { autoPublish: { accountIds: [one] } })
    assert.equal(changed.body.code, 'source-publishes-already')
    await gateway.call('DELETE', `/content-sources/${first.id}`)
    const { status: free } = await gateway.call('PATCH', path, {
      autoPublish: { accountIds: [one] },
    })
    assert.equal(free, 200)
  })

  test('are not scanned before the system job that scans them runs, nor while it is paused', async () => {
    const { id } = await add({ everyMinutes: 1 })
    const nextScanAt = async () =>
      (await gateway.call('GET', `/content-sources/${id}`)).body.nextScanAt
    const job = '/system-jobs/source-scan'
    await gateway.call('PATCH', job, { cron: '0 0 1 1 *' })
    assert.match(await nextScanAt(), /-01-01T00:00:00/)
    await gateway.call('POST', `${job}/pause`)
    assert.equal(await nextScanAt(), null)
    const { body } = await gateway.call('GET', '/content-sources')
    assert.equal(body.items[0].nextScanAt, null)
    await gateway.call('PATCH', job, { cron: '* * * * *' })
    await gateway.call('POST', `${job}/resume`)
  })

  test('are listed, changed, paused and removed', async () => {
    const { id } = await add()
    const listed = await gateway.call('GET', '/content-sources')
    assert.equal(listed.body.items[0].id, id)
    const path = `/content-sources/${id}`
    const accountIds = [await gateway.connect()]
    const changed = await gateway.call('PATCH', path, {
      everyMinutes: 60,
      state: 'paused',
      autoPublish: { accountIds, tooLong: 'refuse' },
    })
    assert.equal(changed.status, 200, JSON.stringify(changed.body))
    const { everyMinutes, state, autoPublish, nextScanAt } = changed.body
    assert.deepEqual([everyMinutes, state, nextScanAt], [60, 'paused', null])
    assert.deepEqual(autoPublish, {
      accountIds,
      overrides: { [accountIds[0] ?? '']: { tooLong: 'refuse' } },
      priority: 5,
      concurrency: 10,
      firstScan: 'publish',
    })
    const stale = await gateway.call('PATCH', path, { everyMinutes: 5 }, { 'if-match': '"1"' })
    assert.equal(stale.status, 412)
    assert.equal((await gateway.call('PATCH', path, { autoPublish: null })).body.autoPublish, null)
    assert.equal((await gateway.call('DELETE', path)).status, 204)
    assert.equal((await gateway.call('GET', path)).status, 404)
    assert.equal((await gateway.call('POST', `${path}/scan`, {})).body.code, 'source-not-found')
  })

  test('are due at once when other accounts are to receive their items', async () => {
    const { id } = await add()
    const { pool } = gateway.gateway.database
    await pool.query(`update content_sources set next_scan_at = now() + interval '1 hour'`)
    const accountIds = [await gateway.connect()]
    const order = { autoPublish: { accountIds } }
    const { body } = await gateway.call('PATCH', `/content-sources/${id}`, order)
    const { body: job } = await gateway.call('GET', '/system-jobs/source-scan')
    assert.equal(body.nextScanAt, job.nextRuns[0])
  })

  test('are found by their state', async () => {
    const [well, failing, paused] = [await add(), await add(), await add()]
    await record(well.id, 1)
    await record(failing.id, 1, true)
    await record(paused.id, 1, true)
    await gateway.call('PATCH', `/content-sources/${paused.id}`, { state: 'paused' })
    const ours = [well.id, failing.id, paused.id]
    const found = async (state: string) => {
      const { body } = await gateway.call('GET', `/content-sources?state=${state}&limit=100`)
      return body.items
        .map(({ id }: { id: string }) => id)
        .filter((id: string) => ours.includes(id))
    }
    assert.deepEqual(await found('active'), [well.id])
    assert.deepEqual(await found('failing'), [failing.id])
    assert.deepEqual(await found('paused'), [paused.id])
  })

  test('list the refused items one by one where a single source is read', async () => {
    const { id, refused } = await add()
    assert.deepEqual(refused, [])
    const problem = { code: 'item-empty', message: 'An item says nothing: a.md' }
    const one = { name: 'a.md', ...problem }
    const { pool } = gateway.gateway.database
    await pool.query('update content_sources set left_out = $2 where id = $1', [
      id,
      JSON.stringify({ ...problem, refused: [one] }),
    ])
    const { body } = await gateway.call('GET', `/content-sources/${id}`)
    assert.deepEqual(body.refused, [one])
    const { body: listed } = await gateway.call('GET', '/content-sources')
    assert.equal(listed.items[0].refused, undefined)
  })

  test('forget their items when they move, and have a scan under way repeated', async () => {
    const { id } = await add()
    const path = `/content-sources/${id}`
    const types = async () =>
      (await gateway.call('GET', `/events?streamId=${id}`)).body.items.map(
        (event: { type: string }) => event.type,
      )
    await record(id, 1, true)
    const elsewhere = { location: `${location}?elsewhere` }
    const stale = await gateway.call('PATCH', path, elsewhere, { 'if-match': '"7"' })
    assert.equal(stale.status, 412)
    const { body, headers } = await gateway.call('PATCH', path, elsewhere)
    assert.deepEqual([body.state, body.lastError, body.scanning], ['active', null, false])
    assert.equal(headers['etag'], '"2"')
    assert.equal((await types()).filter((type: string) => type === 'SourceMoved').length, 1)
    await gateway.call('POST', `${path}/scan?wait=0`, {})
    assert.equal((await gateway.call('PATCH', path, { location })).body.scanning, true)
    assert.equal((await types()).filter((type: string) => type === 'SourceScanDue').length, 3)
    await gateway.call('PATCH', path, { location })
    assert.equal((await types()).filter((type: string) => type === 'SourceMoved').length, 2)
  })

  test('report when a requested scan is over', async () => {
    const { id } = await add()
    await record(id, 1)
    const asked = gateway.call('POST', `/content-sources/${id}/scan`, {})
    while (!(await gateway.call('GET', `/content-sources/${id}`)).body.scanning);
    await record(id, 2, true)
    const { status, body } = await asked
    assert.equal(status, 200)
    assert.deepEqual(body.lastError, { code: 'http-404', message: 'The server answers 404.' })
    assert.deepEqual([body.state, body.failures, body.scanning], ['failing', 1, false])
    assert.equal(body.failingSince, body.lastScannedAt)
  })

  test('report that a scan goes on, when it takes longer', async () => {
    const { id } = await add()
    const { status, body } = await gateway.call('POST', `/content-sources/${id}/scan?wait=0`, {})
    assert.deepEqual([status, body.scanning], [202, true])
  })

  test('are scanned again when a scan was under way already', async () => {
    const { id } = await add()
    const asked = gateway.call('POST', `/content-sources/${id}/scan`, {})
    await record(id, 1)
    const scans = async () =>
      (await gateway.call('GET', `/events?streamId=${id}`)).body.items.length
    while ((await scans()) < 3);
    await record(id, 2)
    assert.equal((await asked).status, 200)
  })

  test('count their items, and those that runs have used', async () => {
    const { id } = await add()
    const articles: string[] = []
    for (const title of ['a', 'b', 'c']) {
      const { body } = await gateway.call('POST', '/articles', { title, body: 'Text.' })
      articles.push(body.id)
    }
    await gateway.gateway.database.pool.query(
      `insert into content_source_items
        (source_id, identity, hash, article_id, article_version)
      select $1, article, article, article, 1 from unnest($2::text[]) as article`,
      [id, articles],
    )
    const counts = async () => {
      const { body } = await gateway.call('GET', `/content-sources/${id}`)
      return [body.totalItems, body.usedItems]
    }
    assert.deepEqual(await counts(), [3, 0])
    const accountIds = [await gateway.connect()]
    await gateway.call('POST', `/articles/${articles[0]}/publish`, { accountIds })
    await gateway.call('POST', `/articles/${articles[0]}/publish`, { accountIds })
    assert.deepEqual(await counts(), [3, 1])
    const listed = await gateway.call('GET', '/content-sources')
    assert.equal(listed.body.items[0].usedItems, 1)
  })

  const privateFeed = 'http://10.0.0.1/feed.xml'
  for (const [what, body, code, path] of [
    [
      'a feed that is no URL',
      { type: 'rss', location: 'feed.xml' },
      'validation-failed',
      'location',
    ],
    [
      'a feed of another scheme',
      { type: 'rss', location: 'file:///etc/passwd' },
      'validation-failed',
      'location',
    ],
    ['a private feed', { type: 'rss', location: privateFeed }, 'target-not-allowed', 'location'],
    [
      'a feed with a password',
      { type: 'rss', location: 'http://a:b@127.0.0.1/' },
      'secret-in-settings',
      'location',
    ],
    [
      'a folder outside',
      { type: 'folder', location: '../elsewhere' },
      'directory-outside-data-dir',
      'location',
    ],
    [
      'an absolute folder outside',
      { type: 'folder', location: '/etc' },
      'directory-outside-data-dir',
      'location',
    ],
    [
      "a folder of Pressrun's own",
      { type: 'folder', location: 'postgres' },
      'directory-outside-data-dir',
      'location',
    ],
    [
      'no interval at all',
      { type: 'rss', location, everyMinutes: 0 },
      'validation-failed',
      'everyMinutes',
    ],
    ['another kind', { type: 'gopher', location }, 'validation-failed', 'type'],
    [
      'accounts that are not there',
      {
        type: 'rss',
        location,
        autoPublish: { accountIds: ['account_01h00000000000000000000000'] },
      },
      'account-not-found',
      'autoPublish.accountIds.0',
    ],
  ] as const) {
    test(`cannot be ${what}`, async () => {
      const answer = await gateway.call('POST', '/content-sources', body)
      assert.equal(answer.status, 400, JSON.stringify(answer.body))
      assert.deepEqual([answer.body.code, answer.body.details[0].path], [code, path])
    })
  }
})

suite('the sources of an article', () => {
  let gateway: TestGateway
  before(async () => {
    gateway = await startGateway()
  })
  after(() => gateway[Symbol.asyncDispose]())

  test('are stored once each, with when they were last updated', async () => {
    const { body: article } = await gateway.call('POST', '/articles', { title: 'A', body: 'B' })
    const keep = (sourceDocToken: string, sourceUpdatedAt: string) =>
      gateway.call('POST', `/articles/${article.id}/sources`, {
        source: 'cms',
        sourceDocToken,
        sourceUpdatedAt,
      })
    await keep('1', '2026-01-01T00:00:00Z')
    await keep('2', '2026-01-01T00:00:00Z')
    const again = await keep('1', '2026-02-01T10:00:00+01:00')
    assert.equal(again.status, 200)
    const { body } = await gateway.call('GET', `/articles/${article.id}`)
    assert.deepEqual(
      body.sources.map((kept: { sourceDocToken: string; sourceUpdatedAt: string }) => [
        kept.sourceDocToken,
        kept.sourceUpdatedAt,
      ]),
      [
        ['1', '2026-02-01T09:00:00.000Z'],
        ['2', '2026-01-01T00:00:00.000Z'],
      ],
    )
  })
})

suite('a folder as a content source', () => {
  const missing = {
    code: 'folder-not-found',
    message: 'There is no folder "nowhere" in the data directory.',
  }
  const post = (gateway: TestGateway, location: string) =>
    gateway.call('POST', '/content-sources', { type: 'folder', location })

  test('is refused when the publisher does not find it, when created and when moved', async () => {
    await using gateway = await startGateway({
      checkFolder: async (location) => (location === 'nowhere' ? { problem: missing } : {}),
    })
    const refused = await post(gateway, 'nowhere')
    assert.deepEqual([refused.status, refused.body.code], [400, missing.code])
    assert.deepEqual(refused.body.details, [{ path: 'location', ...missing }])
    const made = await post(gateway, 'posts')
    assert.equal(made.status, 201)
    const path = `/content-sources/${made.body.id}`
    const moved = await gateway.call('PATCH', path, { location: 'nowhere' })
    assert.deepEqual([moved.status, moved.body.code], [400, missing.code])
    assert.equal((await gateway.call('PATCH', path, { location: 'posts' })).status, 200)
    assert.equal((await gateway.call('GET', '/content-sources')).body.items.length, 1)
  })

  test('is accepted when no publisher answers: its first scan reports problems', async () => {
    await using gateway = await startGateway()
    assert.equal((await post(gateway, 'nowhere')).status, 201)
  })
})

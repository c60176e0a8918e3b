import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { startGateway, type TestGateway } from '../gateway.fixture.ts'

const draft = {
  title: 'Draft',
  summary: 'Short',
  body: 'Long',
  tags: ['news'],
  url: 'https://example.org/draft',
  fields: { slug: 'a-draft', categories: ['sea'] },
}

suite('an article', () => {
  let gateway: TestGateway
  before(async () => void (gateway = await startGateway()))
  after(() => gateway[Symbol.asyncDispose]())

  const create = async (more: object = {}) =>
    (await gateway.call('POST', '/articles', { ...draft, ...more })).body

  test('is stored and shown as it was sent', async () => {
    const article = await create({ externalId: 'doc-1' })
    const { title, summary, body, tags, url, fields, externalId, version, runs } = article
    assert.deepEqual({ title, summary, body, tags, url, fields }, draft)
    assert.deepEqual({ externalId, version, runs }, { externalId: 'doc-1', version: 1, runs: [] })
    const shown = await gateway.call('GET', `/articles/${article.id}`)
    assert.deepEqual(shown.body, article)
    assert.equal(shown.headers['etag'], '"1"')
  })

  test('from a source is stored with the accounts it is published to, until they are removed', async () => {
    const { id } = await create()
    const { pool } = gateway.gateway.database
    await pool.query(
      `insert into article_sources
        (article_id, source, source_doc_token, keys, published_before, created_at, updated_at)
      values ($1, 'source_1', '1', '{-7,8}', true, now(), now())`,
      [id],
    )
    const accountId = await gateway.connect()
    const keys = async () =>
      (await pool.query('select key::text from account_items where account_id = $1', [accountId]))
        .rows
    for (const _ of [1, 2]) {
      const publish = { accountIds: [accountId] }
      const { status } = await gateway.call('POST', `/articles/${id}/publish`, publish)
      assert.equal(status, 201)
      assert.deepEqual(await keys(), [{ key: '-7' }, { key: '8' }])
    }
    const shown = await gateway.call('GET', `/articles/${id}`)
    assert.equal(shown.body.sources[0].publishedBefore, true)
    await gateway.call('DELETE', `/accounts/${accountId}`)
    assert.deepEqual(await keys(), [])
  })

  test('has an externalId of its own in its project', async () => {
    await create({ externalId: 'doc-2' })
    const again = await gateway.call('POST', '/articles', { ...draft, externalId: 'doc-2' })
    assert.deepEqual([again.status, again.body.code], [409, 'external-id-taken'])
    const project = await gateway.call('POST', '/projects', { name: 'elsewhere' })
    const elsewhere = await create({ externalId: 'doc-2', projectId: project.body.id })
    assert.equal(elsewhere.externalId, 'doc-2')
  })

  test('is edited only in the version that was seen', async () => {
    const { id } = await create()
    const patch = (body: object, tag: string) =>
      gateway.call('PATCH', `/articles/${id}`, body, { 'if-match': tag })
    const edited = await patch(
      { title: 'Final', summary: null, tags: ['a', 'b'], fields: { slug: 'final' } },
      '"1"',
    )
    assert.deepEqual(
      [edited.body.title, edited.body.summary, edited.body.tags, edited.body.version],
      ['Final', null, ['a', 'b'], 2],
    )
    assert.deepEqual(edited.body.fields, { slug: 'final' })
    const late = await patch({ title: 'Too late' }, '"1"')
    assert.deepEqual([late.status, late.body.code], [412, 'version-mismatch'])
  })

  test('is published as it is now; what was published before stays', async () => {
    const accountIds = [await gateway.connect()]
    const article = await create()
    const path = `/articles/${article.id}`
    const first = await gateway.call('POST', `${path}/publish`, { accountIds })
    assert.deepEqual([first.status, first.body.status], [201, 'running'])
    await gateway.call('PATCH', path, { title: 'Second edition' })
    const second = await gateway.call('POST', `${path}/publish`, { accountIds })
    assert.notEqual(second.body.snapshot, first.body.snapshot)
    const shown = await gateway.call('GET', `/runs/${first.body.id}`)
    assert.deepEqual([shown.body.title, shown.body.articleId], ['Draft', article.id])
    const detail = await gateway.call('GET', path)
    assert.deepEqual(
      detail.body.runs.map((run: { id: string }) => run.id),
      [second.body.id, first.body.id],
    )
  })

  test('is listed without its body, in the requested order', async () => {
    const { id: older } = await create()
    const { id: newer } = await create()
    const newest = await gateway.call('GET', '/articles?limit=2')
    const ids = newest.body.items.map((item: { id: string }) => item.id)
    assert.deepEqual(ids, [newer, older])
    assert.ok(newest.body.items.every((item: object) => !('body' in item)))
    const oldest = await gateway.call('GET', '/articles?sort=createdAt&limit=1')
    assert.ok(oldest.body.items[0].id < older)
    const next = await gateway.call(
      'GET',
      `/articles?sort=createdAt&limit=1&cursor=${oldest.body.nextCursor}`,
    )
    assert.ok(next.body.items[0].id > oldest.body.items[0].id)
  })

  test('that does not exist is a 404', async () => {
    const answer = await gateway.call('GET', `/articles/${gateway.gateway.newId('article')}`)
    assert.deepEqual([answer.status, answer.body.code], [404, 'article-not-found'])
  })
})

suite('a project', () => {
  let gateway: TestGateway
  before(async () => void (gateway = await startGateway()))
  after(() => gateway[Symbol.asyncDispose]())

  test('exists from the start', async () => {
    const { items } = (await gateway.call('GET', '/projects')).body
    assert.deepEqual(
      items.map((project: { name: string }) => project.name),
      ['default'],
    )
  })

  test('has a unique name, which can change', async () => {
    const { body } = await gateway.call('POST', '/projects', { name: 'newsroom' })
    const taken = await gateway.call('POST', '/projects', { name: 'newsroom' })
    assert.deepEqual([taken.status, taken.body.code], [409, 'project-name-taken'])
    const path = `/projects/${body.id}`
    const renamed = await gateway.call('PATCH', path, { name: 'press' }, { 'if-match': '"1"' })
    assert.deepEqual([renamed.body.name, renamed.body.version], ['press', 2])
    const late = await gateway.call('PATCH', path, { name: 'x' }, { 'if-match': '"1"' })
    assert.equal(late.status, 412)
    const missing = gateway.gateway.newId('project')
    const nowhere = await gateway.call('PATCH', `/projects/${missing}`, { name: 'x' })
    assert.equal(nowhere.status, 404)
  })
})

suite('the platforms', () => {
  test('are listed with their limits and schemas', async () => {
    await using gateway = await startGateway()
    const { body } = await gateway.call('GET', '/platforms')
    const names = body.map((known: { platform: string }) => known.platform)
    for (const name of ['feed', 'webhook']) assert.ok(names.includes(name), name)
    for (const known of body)
      assert.ok(known.class && known.settingsSchema.type === 'object' && known.credentialsSchema)
  })
})

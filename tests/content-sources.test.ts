import assert from 'node:assert/strict'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import {
  deskOf,
  eventually,
  startInstance,
  startSink,
  temporaryDirectory,
} from './support/index.ts'
import type { Desk, Instance, Sink } from './support/index.ts'
import { endless, feedOf, sentOfEndless, troubles, wellFed } from './content-sources/feeds.ts'

suite('content sources', () => {
  const stack = new AsyncDisposableStack()
  let instance: Instance
  let desk: Desk
  let sink: Sink
  let server: Server
  let answer: RequestListener
  let location: string
  before(async () => {
    server = createServer((request, response) => answer(request, response))
    await once(server.listen(0, '127.0.0.1'), 'listening')
    stack.defer(() => void server.close())
    location = `http://127.0.0.1:${(server.address() as AddressInfo).port}/feed.xml`
    sink = stack.use(await startSink())
    instance = stack.use(await startInstance())
    desk = deskOf(instance)
  })
  after(async () => {
    server.closeAllConnections()
    await stack.disposeAsync()
  })

  const titles = (): string[] =>
    sink.posts.map(({ body }) => String(JSON.parse(body).content.title)).sort()
  const posted = (count: number) =>
    eventually(() => sink.posts.length >= count, { within: 30_000, what: `${count} posts` })

  test('publish what is new in a feed once, though its publisher dies meanwhile', async () => {
    const accountIds = await desk.connectWebhooks(sink, 1)
    const asked = Promise.withResolvers<void>()
    answer = () => asked.resolve()
    const order = { type: 'rss', location, autoPublish: { accountIds } }
    const { status, body: source } = await desk.api('POST', '/content-sources', order)
    assert.equal(status, 201, JSON.stringify(source))
    await asked.promise
    answer = (_request, response) => response.end(feedOf('b', 'a'))
    await instance.crash('publisher')
    await posted(2)
    answer = (_request, response) => response.end(feedOf('c', 'b', 'a'))
    const scanned = await desk.api('POST', `/content-sources/${source.id}/scan?wait=30`, {})
    assert.equal(scanned.status, 200)
    assert.deepEqual([scanned.body.totalItems, scanned.body.usedItems], [3, 3])
    assert.deepEqual([scanned.body.lastError, scanned.body.state], [null, 'active'])
    await posted(3)
    assert.deepEqual(titles(), ['a', 'b', 'c'])
  })

  test('make articles of the files of a folder', async () => {
    const folder = join(instance.dataDir, 'posts')
    await mkdir(folder)
    await writeFile(join(folder, 'a.md'), '# From a file\n\nIt is here.')
    const order = { type: 'folder', location: 'posts' }
    const { body: source } = await desk.api('POST', '/content-sources', order)
    const scanned = await desk.api('POST', `/content-sources/${source.id}/scan?wait=30`, {})
    assert.deepEqual([scanned.body.totalItems, scanned.body.usedItems], [1, 0])
    const { body } = await desk.api('GET', '/articles')
    const detail = await desk.api('GET', `/articles/${body.items[0].id}`)
    assert.equal(detail.body.title, 'From a file')
    assert.deepEqual(
      [detail.body.sources[0].source, detail.body.sources[0].sourceDocToken],
      [source.id, 'a.md'],
    )
  })

  test('that fail say so, and disturb nobody', async () => {
    const { port } = server.address() as AddressInfo
    answer = ({ url = '' }, response) => (troubles.get(url)?.answer ?? wellFed)(url, response)
    const connect = (path: string) => {
      const order = { type: 'rss', location: `http://127.0.0.1:${port}${path}` }
      return desk.api('POST', '/content-sources', order)
    }
    const scan = async (path: string) => {
      const { id } = (await connect(path)).body
      return (await desk.api('POST', `/content-sources/${id}/scan?wait=30`, {})).body
    }
    const [well, ...failed] = await Promise.all(['/well', ...troubles.keys()].map(scan))
    assert.deepEqual([well.state, well.lastError, well.totalItems], ['active', null, 2])
    for (const [i, { code }] of [...troubles.values()].entries()) {
      const { state, lastError, failures, totalItems, failingSince } = failed[i]
      assert.deepEqual([state, lastError.code, totalItems], ['failing', code, 0])
      assert.ok(failures >= 1 && failingSince !== null && lastError.message.endsWith('.'))
      const { body: shown } = await desk.api('GET', `/content-sources/${failed[i].id}`)
      assert.equal(shown.lastError.code, code)
    }
    assert.ok(sentOfEndless() < endless, `${sentOfEndless()} bytes were taken`)
    const [accountId = ''] = await desk.connectWebhooks(sink, 1)
    const run = await desk.completed(await desk.publish([accountId]))
    assert.equal(run.counts.published, 1)
  })

  test('publish what came while nobody was left to publish to, once somebody is', async () => {
    const [gone] = await desk.connectWebhooks(sink, 1)
    const folder = join(instance.dataDir, 'waiting')
    await mkdir(folder)
    const order = { type: 'folder', location: 'waiting', autoPublish: { accountIds: [gone] } }
    const { body: source } = await desk.api('POST', '/content-sources', order)
    const path = `/content-sources/${source.id}`
    assert.equal((await desk.api('DELETE', `/accounts/${gone}`)).status, 204)
    await writeFile(join(folder, 'late.md'), '# Late\n\nIt is here.')
    const { body } = await desk.api('POST', `${path}/scan?wait=30`, {})
    assert.deepEqual([body.lastError?.code, body.refusedItems], ['account-not-found', 1])
    assert.deepEqual([body.refused[0].name, body.totalItems], ['late.md', 0])
    const accountIds = await desk.connectWebhooks(sink, 1)
    await desk.api('PATCH', path, { autoPublish: { accountIds } })
    const mended = await desk.api('POST', `${path}/scan?wait=30`, {})
    assert.deepEqual([mended.body.lastError, mended.body.refused], [null, []])
    await eventually(() => titles().includes('Late'), { within: 30_000, what: 'the late post' })
  })

  test('do not follow a link out of their folder, and say so', async () => {
    await using outside = temporaryDirectory()
    await writeFile(join(outside.path, 'secret.md'), '# Secret')
    const folder = join(instance.dataDir, 'linked')
    await mkdir(folder)
    await writeFile(join(folder, 'open.md'), '# Open\n\nIt is here.')
    await symlink(join(outside.path, 'secret.md'), join(folder, 'secret.md'))
    const order = { type: 'folder', location: 'linked' }
    const { body: source } = await desk.api('POST', '/content-sources', order)
    const { body } = await desk.api('POST', `/content-sources/${source.id}/scan?wait=30`, {})
    assert.deepEqual([body.lastError?.code, body.refusedItems], ['link-leads-out', 1])
    assert.deepEqual([body.state, body.totalItems], ['active', 1])
    const { body: articles } = await desk.api('GET', '/articles')
    assert.ok(!JSON.stringify(articles).includes('Secret'))
  })
})

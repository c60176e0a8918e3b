import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { deskOf, eventually, startInstance, startSink } from './support/index.ts'
import type { Desk, Instance, Sink } from './support/index.ts'

const feedOf = (...names: string[]) =>
  `<rss version="2.0"><channel>${names
    .map(
      (name) =>
        `<item><guid>${name}</guid><title>${name}</title><description>x</description></item>`,
    )
    .join('')}</channel></rss>`

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
    answer = (_request, response) => response.writeHead(404).end()
    const { body: source } = await desk.api('POST', '/content-sources', { type: 'rss', location })
    const { body } = await desk.api('POST', `/content-sources/${source.id}/scan?wait=30`, {})
    assert.deepEqual([body.state, body.lastError.code], ['failing', 'http-404'])
    const [accountId = ''] = await desk.connectWebhooks(sink, 1)
    const run = await desk.completed(await desk.publish([accountId]))
    assert.equal(run.counts.published, 1)
  })
})

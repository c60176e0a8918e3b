import assert from 'node:assert/strict'
import { mkdir, symlink, utimes, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import {
  deskOf,
  endlessFeed,
  eventually,
  startInstance,
  startSink,
  temporaryDirectory,
} from './support/index.ts'
import type { Desk, Instance, Sink } from './support/index.ts'

const feedOf = (...names: string[]) =>
  `<rss version="2.0"><channel>${names
    .map(
      (name) =>
        `<item><guid>${name}</guid><title>${name}</title><description>x</description></item>`,
    )
    .join('')}</channel></rss>`

/** Writes a file that looks finished long ago, so that no scan waits for more of it. */
async function writeFinished(path: string, text: string): Promise<void> {
  await writeFile(path, text)
  await utimes(path, 1, 1)
}

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

  test('publish what is new in a feed once, though their publisher dies meanwhile', async () => {
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
    const order = { type: 'folder', location: 'posts' }
    const early = await desk.api('POST', '/content-sources', order)
    assert.deepEqual([early.status, early.body.code], [400, 'folder-not-found'])
    const folder = join(instance.dataDir, 'posts')
    await mkdir(folder)
    await writeFinished(join(folder, 'a.md'), '# From a file\n\nIt is here.')
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

  test('that fail show it, and disturb nothing else', async () => {
    const endless = endlessFeed()
    answer = (request, response) => {
      if (request.url === '/endless') endless.answer(request, response)
      else response.end(feedOf('x', 'y'))
    }
    await using outside = temporaryDirectory()
    await writeFile(join(outside.path, 'secret.md'), '# Secret')
    const folder = join(instance.dataDir, 'linked')
    await mkdir(folder)
    await writeFinished(join(folder, 'open.md'), '# Open\n\nIt is here.')
    await symlink(join(outside.path, 'secret.md'), join(folder, 'secret.md'))
    const scan = async (order: { type: 'rss' | 'folder'; location: string }) => {
      const { id } = (await desk.api('POST', '/content-sources', order)).body
      await desk.api('POST', `/content-sources/${id}/scan?wait=30`, {})
      return (await desk.api('GET', `/content-sources/${id}`)).body
    }
    const [failing, linked, healthy] = await Promise.all([
      scan({ type: 'rss', location: new URL('/endless', location).href }),
      scan({ type: 'folder', location: 'linked' }),
      scan({ type: 'rss', location: new URL('/healthy', location).href }),
    ])
    assert.deepEqual([failing.state, failing.lastError.code], ['failing', 'feed-too-large'])
    assert.ok(failing.failures >= 1 && failing.failingSince !== null)
    assert.deepEqual([linked.state, linked.lastError.code], ['active', 'link-leads-out'])
    assert.deepEqual([linked.totalItems, linked.refusedItems], [1, 1])
    assert.match(linked.refused[0].message, /: secret\.md$/)
    assert.deepEqual([healthy.state, healthy.lastError, healthy.totalItems], ['active', null, 2])
    const [accountId = ''] = await desk.connectWebhooks(sink, 1)
    const run = await desk.completed(await desk.publish([accountId]))
    assert.equal(run.counts.published, 1)
  })

  test('publish what arrived while no account was left, once there is one again', async () => {
    const [gone] = await desk.connectWebhooks(sink, 1)
    const folder = join(instance.dataDir, 'waiting')
    await mkdir(folder)
    const order = { type: 'folder', location: 'waiting', autoPublish: { accountIds: [gone] } }
    const { body: source } = await desk.api('POST', '/content-sources', order)
    const path = `/content-sources/${source.id}`
    assert.equal((await desk.api('DELETE', `/accounts/${gone}`)).status, 204)
    await writeFinished(join(folder, 'late.md'), '# Late\n\nIt is here.')
    const { body } = await desk.api('POST', `${path}/scan?wait=30`, {})
    assert.deepEqual([body.lastError?.code, body.refusedItems], ['account-not-found', 1])
    assert.deepEqual([body.refused[0].name, body.totalItems], ['late.md', 0])
    const accountIds = await desk.connectWebhooks(sink, 1)
    await desk.api('PATCH', path, { autoPublish: { accountIds } })
    const mended = await desk.api('POST', `${path}/scan?wait=30`, {})
    assert.deepEqual([mended.body.lastError, mended.body.refused], [null, []])
    await eventually(() => titles().includes('Late'), { within: 30_000, what: 'the late post' })
  })
})

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, suite, test } from 'node:test'
import { deskOf, eventually, startInstance, startSink } from './support/index.ts'
import type { Desk, Instance, Sink } from './support/index.ts'

/** Half is the header, and the other half rows of one cell each, which a renderer fills up. */
function markdownTable(bytes: number): string {
  const width = Math.floor(bytes / 12)
  return `|${'a|'.repeat(width)}\n|${'-|'.repeat(width)}\n${'|b|\n'.repeat(width)}`
}

function feedWithTable(bytes: number): string {
  const width = Math.floor(bytes / 40)
  const table = `<table><tr>${'<td>a'.repeat(width)}</tr>${'<tr><td>b</tr>'.repeat(width)}</table>`
  return `<rss version="2.0"><channel><item><guid>1</guid><title>Table</title><description><![CDATA[${table}]]></description></item></channel></rss>`
}

suite('content that costs without bound', () => {
  const stack = new AsyncDisposableStack()
  let instance: Instance
  let desk: Desk
  let sink: Sink
  let folder: string
  let webhook: string
  let pids: number[]
  const pidsNow = () => ['gateway', 'publisher'].map((name) => instance.pidOf(name))
  before(async () => {
    sink = stack.use(await startSink())
    instance = stack.use(await startInstance())
    desk = deskOf(instance)
    folder = await desk.connectFeed('site')
    ;[webhook = ''] = await desk.connectWebhooks(sink, 1)
    await desk.completed(await desk.publish([webhook, folder]))
    pids = pidsNow()
  })
  after(() => stack.disposeAsync())

  /** Publishes to a webhook and to the folder that receives the costly content. */
  async function healthyPost(): Promise<void> {
    const run = await desk.completed(await desk.publish([webhook, folder]))
    assert.equal(run.counts.published, 2)
  }

  for (const bytes of [36_000, 240_000, 990_000])
    test(`a table of ${bytes} bytes in one call is refused, and a healthy post goes out beside it`, async () => {
      const content = { title: 'Table', body: markdownTable(bytes) }
      const [answers] = await Promise.all([
        Promise.all(
          [1, 2, 3].map((number) =>
            desk.api('POST', '/publish', {
              content: { ...content, title: `Table ${number}` },
              accountIds: [folder],
            }),
          ),
        ),
        healthyPost(),
      ])
      for (const { status, body } of answers) {
        assert.equal(status, 422)
        assert.deepEqual(
          body.details.map(({ code, path }: { code: string; path: string }) => `${path} ${code}`),
          ['body body-not-renderable'],
        )
      }
      assert.deepEqual(pidsNow(), pids)
    })

  test('an article with such a table is stored, and refused on publishing', async () => {
    const article = { title: 'Table', body: markdownTable(240_000) }
    const { status, body } = await desk.api('POST', '/articles', article)
    assert.equal(status, 201)
    const answer = await desk.api('POST', `/articles/${body.id}/publish`, { accountIds: [folder] })
    assert.equal(answer.status, 422)
  })

  test('such a table in a third-party feed is published as lines, and healthy posts beside it', async () => {
    const server = createServer((_request, response) => response.end(feedWithTable(240_000)))
    await once(server.listen(0, '127.0.0.1'), 'listening')
    stack.defer(() => void server.close())
    const location = `http://127.0.0.1:${(server.address() as AddressInfo).port}/feed.xml`
    const order = { type: 'rss', location, autoPublish: { accountIds: [folder, webhook] } }
    assert.equal((await desk.api('POST', '/content-sources', order)).status, 201)
    const run = await eventually(
      async () => {
        await healthyPost()
        const { body } = await desk.api('GET', '/runs?status=completed')
        return body.items.find(({ title }: { title: string }) => title === 'Table')
      },
      { within: 30_000, what: 'the item of the table is published' },
    )
    assert.equal(run.counts.published, 2)
    assert.ok(sink.posts.some(({ body }) => body.includes('a | a | a')))
    assert.deepEqual(pidsNow(), pids)
  })
})

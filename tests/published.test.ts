import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { after, before, suite, test } from 'node:test'
import { content, deskOf, startInstance, startSink, watchRun } from './support/index.ts'
import type { Desk, Instance, Sink } from './support/index.ts'

suite('content published to feeds and webhooks', () => {
  const stack = new AsyncDisposableStack()
  const traceId = '0af7651916cd43dd8448eb211c80319c'
  let instance: Instance
  let sink: Sink
  let desk: Desk
  let accountIds: string[]
  // oxlint-disable-next-line typescript/no-explicit-any
  let run: any
  before(async () => {
    sink = stack.use(await startSink())
    instance = stack.use(await startInstance())
    desk = deskOf(instance)
    const webhooks = await desk.connectWebhooks(sink, 2, { credentials: { secret } })
    accountIds = [await desk.connectFeed('north'), await desk.connectFeed('south'), ...webhooks]
    const order = { content, accountIds }
    const traceparent = `00-${traceId}-b7ad6b7169203331-01`
    const answer = await desk.api('POST', '/publish', order, { traceparent })
    assert.equal(answer.status, 201)
    run = await desk.completed(answer.body.id)
  })
  after(() => stack.disposeAsync())

  test('completes its run, every task published', () => {
    assert.equal(run.counts.published, 4)
    assert.ok(run.tasks.every((task: { status: string }) => task.status === 'published'))
  })

  test('is in each feed as a page and an Atom entry', () => {
    for (const task of run.tasks.filter((each: { platform: string }) => each.platform === 'feed')) {
      const page = readFileSync(fileURLToPath(task.url), 'utf8')
      assert.match(page, /It is <em>here<\/em>/)
      const name = ['north', 'south'][accountIds.indexOf(task.accountId)] ?? ''
      const feed = readFileSync(join(instance.dataDir, 'feeds', name, 'feed.xml'), 'utf8')
      assert.equal(feed.match(/<entry>/g)?.length, 1)
      assert.ok(feed.includes(task.id))
    }
  })

  test('reaches each webhook once, signed, under the key of its task', () => {
    const tasks = run.tasks.filter((each: { platform: string }) => each.platform === 'webhook')
    assert.equal(sink.posts.length, 2)
    for (const { idempotencyKey, body, headers } of sink.posts) {
      const message = JSON.parse(body)
      const task = tasks.find((each: { id: string }) => each.id === message.taskId)
      assert.equal(idempotencyKey, `${task.id}-1`)
      assert.deepEqual(message.content, content)
      assert.ok(headers['webhook-signature'])
    }
  })

  test('is counted once per task by analytics', async () => {
    await desk.counted(4)
    const { body } = await desk.api('GET', '/analytics/hourly?groupBy=platform,account')
    const rows: { accountId: string; postsSuccess: number }[] = body.items
    assert.deepEqual(rows.map((row) => row.accountId).toSorted(), accountIds.toSorted())
    assert.ok(rows.every((row) => row.postsSuccess === 1))
  })

  test('carries the trace of its request into every event', async () => {
    for (const streamId of [run.id, ...run.tasks.map((task: { id: string }) => task.id)]) {
      const { body } = await desk.api('GET', `/events?streamId=${streamId}`)
      for (const { type, meta } of body.items)
        assert.equal(meta.traceparent?.split('-')[1], traceId, type)
      const types = body.items.map((event: { type: string }) => event.type)
      const expected = streamId === run.id ? runHistory : ['TaskDue', 'TaskPublished']
      assert.deepEqual(types, expected)
    }
  })

  test('can be watched from a snapshot to the end, each change once and in order', async () => {
    const { body: draft } = await desk.api('POST', '/runs', { content, accountIds })
    const [snapshot, ...changes] = await watchRun(instance, draft.id, ({ event, data }) => {
      if (event === 'snapshot') void desk.api('POST', `/runs/${draft.id}/start`)
      return data.type === 'RunCompleted'
    })
    assert.equal(snapshot?.event, 'snapshot')
    assert.equal(snapshot.data.tasks.length, 4)
    const ids = changes.map((message) => Number(message.id))
    assert.deepEqual(
      ids,
      [...new Set(ids)].toSorted((a, b) => a - b),
    )
    for (const { id } of draft.tasks) {
      const statuses = changes.flatMap(({ data }) =>
        data.task?.id === id ? [data.task.status] : [],
      )
      assert.deepEqual(statuses, ['running', 'published'])
    }
  })
})

const secret = `whsec_${Buffer.from('a secret for the tests only').toString('base64')}`
const runHistory = ['RunCreated', 'TasksPlanned', 'RunStarted', 'RunCompleted']

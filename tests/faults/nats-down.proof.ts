import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { freePort, startNats, type RunningNats } from '@pressrun/cli'
import { required } from '../support/required.ts'
import {
  deskOf,
  eventually,
  query,
  startInstance,
  startSink,
  streamIsWhole,
  temporaryDirectory,
} from '../support/index.ts'
import type { Desk, Instance, Sink } from '../support/index.ts'

const accounts = 20

/** A call that waits for NATS would wait for the whole outage. */
const quicklyMs = 5_000

const relayWaitsMs = 6_000

suite('while NATS is away', () => {
  const stack = new AsyncDisposableStack()
  let nats: RunningNats
  let instance: Instance
  let sink: Sink
  let desk: Desk
  let accountIds: string[]
  let start: () => Promise<RunningNats>
  let storeDir: string
  before(async () => {
    storeDir = stack.use(temporaryDirectory()).path
    const port = await freePort()
    const binary = required('PRESSRUN_TEST_NATS_BINARY')
    start = () => startNats({ binary, dataDir: storeDir, port })
    nats = await start()
    stack.defer(() => nats.stop())
    sink = stack.use(await startSink())
    instance = stack.use(await startInstance({ env: { NATS_URL: nats.url } }))
    desk = deskOf(instance)
    accountIds = await desk.connectWebhooks(sink, accounts)
  })
  after(() => stack.disposeAsync())

  /** Every expected post exists, once. */
  const postedOnce = async (runIds: readonly string[]) => {
    for (const runId of runIds) {
      const run = await desk.completed(runId)
      assert.equal(run.counts.published, accounts)
    }
    const posts = sink.posts.filter(({ body }) => runIds.includes(JSON.parse(body).runId))
    assert.equal(new Set(posts.map((post) => post.idempotencyKey)).size, accounts * runIds.length)
    assert.equal(posts.length, accounts * runIds.length, 'nothing is posted twice')
    await countedAll()
  }
  const countedAll = async () => {
    const [row] = await query<{ posts: number }>(
      instance,
      `select count(*)::integer as posts from events where type = 'TaskPublished'`,
    )
    const posts = row?.posts ?? 0
    await desk.counted(posts)
    assert.equal((await desk.api('GET', '/analytics/summary')).body.postsSuccess, posts)
  }

  test('runs are created and started, and go out once it is back', async () => {
    await nats.kill()
    const published = await quickly(() => desk.publish(accountIds))
    const draft = await quickly(() =>
      desk.api('POST', '/runs', { content: { title: 'x', body: 'y' }, accountIds }),
    )
    const started = await quickly(() => desk.api('POST', `/runs/${draft.body.id}/start`))
    assert.equal(started.status, 202)
    assert.equal((await quickly(() => desk.api('GET', `/runs/${published}`))).status, 200)
    await eventually(
      async () => {
        const response = await fetch(`${instance.url}/healthz`)
        return ((await response.json()) as { nats: string }).nats !== 'up'
      },
      { what: 'the health answer says that NATS is away' },
    )
    nats = await start()
    await postedOnce([published, draft.body.id])
  })

  test('a server that is connected and does not answer is waited for, too', async () => {
    process.kill(nats.pid, 'SIGSTOP')
    try {
      const runId = await quickly(() => desk.publish(accountIds))
      const since = Date.now()
      // Longer than the relay waits for an answer: it must find out how much has arrived.
      await eventually(() => Date.now() - since > relayWaitsMs, { what: 'the relay gives up' })
      process.kill(nats.pid, 'SIGCONT')
      await postedOnce([runId])
    } finally {
      process.kill(nats.pid, 'SIGCONT')
    }
  })

  test('tasks in flight are finished, and those behind them follow', async () => {
    const gate = Promise.withResolvers<void>()
    sink.answer(async () => {
      await gate.promise
      return { status: 200, body: '{}' }
    })
    const runId = await desk.publish(accountIds, { concurrency: 5 })
    const underWay = () => sink.posts.filter(({ body }) => JSON.parse(body).runId === runId)
    await eventually(() => underWay().length === 5, { what: 'five posts are under way' })
    await nats.kill()
    gate.resolve()
    const counts = async () => (await desk.api('GET', `/runs/${runId}`)).body.counts
    await eventually(async () => (await counts()).published >= 5, { what: 'they are recorded' })
    nats = await start()
    await postedOnce([runId])
  })

  test('a store that is lost is filled again from the log, and nothing goes out twice', async () => {
    const gate = Promise.withResolvers<void>()
    sink.answer(async () => {
      await gate.promise
      return { status: 200, body: '{}' }
    })
    const before = await desk.publish(accountIds, { concurrency: 5 })
    const posted = () => sink.posts.filter(({ body }) => JSON.parse(body).runId === before).length
    await eventually(() => posted() === 5, { what: 'five posts are under way' })
    await nats.kill()
    gate.resolve()
    const meanwhile = await desk.publish(accountIds)
    await rm(join(storeDir, 'jetstream'), { recursive: true })
    nats = await start()
    await postedOnce([before, meanwhile])
  })

  test('a store that is lost while nothing happens is filled again, too', async () => {
    await nats.kill()
    await rm(join(storeDir, 'jetstream'), { recursive: true })
    nats = await start()
    await eventually(() => streamIsWhole(instance), {
      within: 60_000,
      what: 'the stream holds the whole log',
    })
    const runId = await desk.publish(accountIds)
    await postedOnce([runId])
  })

  async function quickly<T>(call: () => Promise<T>): Promise<T> {
    const since = performance.now()
    const result = await call()
    const took = performance.now() - since
    assert.ok(took < quicklyMs, `it took ${took} ms`)
    return result
  }
})

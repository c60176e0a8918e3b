import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { freePort, startPostgres, type RunningPostgres } from '@pressrun/cli'
import {
  content,
  deskOf,
  eventually,
  startInstance,
  startSink,
  temporaryDirectory,
} from './support/index.ts'
import type { Desk, Instance, Sink } from './support/index.ts'

const accounts = 20
const services = ['gateway', 'scheduler', 'publisher', 'analytics']

suite('while Postgres is away', () => {
  const stack = new AsyncDisposableStack()
  let postgres: RunningPostgres
  let start: () => Promise<RunningPostgres>
  let instance: Instance
  let sink: Sink
  let desk: Desk
  let accountIds: string[]
  before(async () => {
    const { path } = stack.use(temporaryDirectory())
    const port = await freePort()
    start = () => startPostgres({ dataDir: path, port })
    postgres = await start()
    stack.defer(() => postgres.stop())
    sink = stack.use(await startSink())
    instance = stack.use(await startInstance({ env: { DATABASE_URL: postgres.url } }))
    desk = deskOf(instance)
    accountIds = await desk.connectWebhooks(sink, accounts)
  })
  after(() => stack.disposeAsync())

  const readiness = async () => {
    const response = await fetch(`${instance.url}/health/ready`)
    return { status: response.status, body: (await response.json()) as { missing?: string[] } }
  }
  const isAway = () =>
    eventually(
      async () => {
        const { status, body } = await readiness()
        return status === 503 && body.missing?.includes('database')
      },
      { what: 'readiness names the database' },
    )
  const isBack = () =>
    eventually(async () => (await readiness()).status === 200, { within: 30_000, what: 'ready' })

  test('calls are answered 503 with Retry-After, and readiness names it', async () => {
    await postgres.stop()
    await isAway()
    for (const call of [
      () => desk.api('POST', '/publish', { content, accountIds }),
      () => desk.api('GET', '/runs'),
    ]) {
      const { status, headers, body } = await call()
      assert.deepEqual([status, body.code], [503, 'database-unavailable'])
      assert.match(headers.get('retry-after') ?? '', /^[1-9]\d*$/)
    }
    const live = await fetch(`${instance.url}/health/live`)
    assert.equal(live.status, 200)
    await live.body?.cancel()
    postgres = await start()
    await isBack()
  })

  test('no accepted run is lost, each goes out once, and no service is restarted', async () => {
    const pids = services.map(instance.pidOf)
    const gate = Promise.withResolvers<void>()
    sink.answer(async () => {
      await gate.promise
      return { status: 200, body: '{}' }
    })
    const accepted = [await desk.publish(accountIds), await desk.publish(accountIds)]
    await eventually(() => sink.posts.length >= 10, { what: 'ten posts are under way' })
    await postgres.stop()
    await isAway()
    gate.resolve()
    const refused = await desk.api('POST', '/publish', { content, accountIds })
    assert.equal(refused.status, 503)
    postgres = await start()
    for (const runId of accepted)
      assert.equal((await desk.completed(runId)).counts.published, accounts)
    assert.equal(sink.countsByKey().size, 2 * accounts)
    assert.equal(sink.posts.length, 2 * accounts, 'what was sent is recorded, not sent again')
    await desk.counted(2 * accounts)
    assert.deepEqual(services.map(instance.pidOf), pids)
    const { body } = await desk.api('GET', '/runs')
    assert.equal(body.items.length, accepted.length, 'what was refused did not happen')
  })

  test('a crash of it loses nothing either', async () => {
    const posted = sink.countsByKey().size
    const runId = await desk.publish(accountIds, { concurrency: 3 })
    await eventually(() => sink.countsByKey().size > posted, { what: 'a post has arrived' })
    await postgres.kill()
    postgres = await start()
    assert.equal((await desk.completed(runId)).counts.published, accounts)
    assert.equal(sink.countsByKey().size, posted + accounts)
    await desk.counted(3 * accounts)
    assert.equal((await desk.api('GET', '/analytics/summary')).body.postsSuccess, 3 * accounts)
  })
})

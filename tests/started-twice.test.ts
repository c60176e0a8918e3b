import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { content, deskOf, startInstance, startSink } from './support/index.ts'
import type { Desk, Sink } from './support/index.ts'

suite('a run that is started more than once', () => {
  const stack = new AsyncDisposableStack()
  let sink: Sink
  let desk: Desk
  before(async () => {
    sink = stack.use(await startSink())
    desk = deskOf(stack.use(await startInstance()))
  })
  after(() => stack.disposeAsync())

  const draft = async () => {
    const accountIds = await desk.connectWebhooks(sink, 3)
    const { body } = await desk.api('POST', '/runs', { content, accountIds })
    return body
  }
  const startedTimes = async (runId: string) => {
    const { body } = await desk.api('GET', `/events?streamId=${runId}&type=RunStarted`)
    return body.items.length
  }
  const postsOf = (runId: string) =>
    sink.posts.filter(({ body }) => JSON.parse(body).runId === runId).map((post) => post.path)

  test('is refused the second time, also when it is over, and posts nothing again', async () => {
    const run = await draft()
    const start = () => desk.api('POST', `/runs/${run.id}/start`)
    const first = await start()
    assert.deepEqual([first.status, first.body], [202, { runId: run.id, alreadyRunning: false }])
    assert.equal((await start()).body.alreadyRunning, true)
    await desk.completed(run.id)
    assert.equal((await start()).body.alreadyRunning, true)
    assert.equal(await startedTimes(run.id), 1)
    assert.equal(postsOf(run.id).length, 3)
  })

  test('starts once when twenty ask at the same time', async () => {
    const run = await draft()
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => desk.api('POST', `/runs/${run.id}/start`)),
    )
    assert.ok(answers.every(({ status }) => status === 202))
    assert.equal(answers.filter(({ body }) => !body.alreadyRunning).length, 1)
    await desk.completed(run.id)
    assert.equal(await startedTimes(run.id), 1)
    const paths = postsOf(run.id)
    assert.equal(paths.length, 3)
    assert.equal(new Set(paths).size, 3)
  })

  test('is created once when its creation is repeated under one idempotency key', async () => {
    const accountIds = await desk.connectWebhooks(sink, 1)
    const publish = () =>
      desk.api('POST', '/publish', { content, accountIds }, { 'idempotency-key': 'spring' })
    const first = await publish()
    const again = await publish()
    assert.equal(again.body.id, first.body.id)
    assert.equal(again.headers.get('idempotency-replayed'), 'true')
    await desk.completed(first.body.id)
    assert.equal(postsOf(first.body.id).length, 1)
  })
})

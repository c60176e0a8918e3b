import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { deskOf, startInstance, startSink, type Instance } from './support/index.ts'

const accounts = 30

suite('two instances side by side', () => {
  test('publish at the same time, each its own, independently of each other', async () => {
    await using stack = new AsyncDisposableStack()
    const start = async () => stack.use(await startInstance())
    const [one, two] = await Promise.all([start(), start()])
    const [left, right] = await Promise.all([work(one, stack), work(two, stack)])
    for (const side of [left, right]) {
      assert.equal(side.run.counts.published, accounts + 1)
      assert.deepEqual(side.keys.toSorted(), side.expectedKeys.toSorted())
      assert.equal(side.pages.length, 1)
    }
    const foreign = { authorization: `Bearer ${one.adminKey}` }
    assert.equal((await two.api('GET', '/runs', undefined, foreign)).status, 401)
    for (const [desk, other] of [
      [left.desk, right],
      [right.desk, left],
    ] as const) {
      await desk.counted(accounts + 1)
      assert.equal((await desk.api('GET', '/analytics/summary')).body.postsSuccess, accounts + 1)
      assert.equal((await desk.api('GET', `/runs/${other.run.id}`)).status, 404)
    }
  })
})

async function work(instance: Instance, stack: AsyncDisposableStack) {
  const sink = stack.use(await startSink())
  const desk = deskOf(instance)
  const webhooks = await desk.connectWebhooks(sink, accounts)
  const run = await desk.completed(
    await desk.publish([...webhooks, await desk.connectFeed('news')]),
  )
  const posted = run.tasks.filter((task: { platform: string }) => task.platform === 'webhook')
  return {
    desk,
    run,
    keys: sink.posts.map((post) => post.idempotencyKey ?? ''),
    expectedKeys: posted.map((task: { id: string }) => `${task.id}-1`) as string[],
    pages: readdirSync(join(instance.dataDir, 'feeds/news')).filter((name) =>
      name.startsWith('task_'),
    ),
  }
}

import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  eventually,
  shutGate,
  startSink,
  type Post,
  type TestEnvironment,
} from '../support/index.ts'

const busyTasks = 30
const quietAccounts = 10

export function fairness(environment: () => TestEnvironment): void {
  test('accounts with one task do not wait for one with many that is slow', async () => {
    const { desk } = environment()
    await using sink = await startSink()
    const [busy = '', ...quiet] = await desk.connectWebhooks(sink, quietAccounts + 1)
    const isBusy = (post: Post) => JSON.parse(post.body).account.id === busy
    const gate = shutGate(sink, isBusy)
    const backlog = await Promise.all(Array.from({ length: busyTasks }, () => desk.publish([busy])))
    await eventually(() => sink.posts.length === 1, { what: 'the backlog is being worked off' })

    await desk.completed(await desk.publish(quiet))
    assert.equal(sink.posts.length, 1 + quietAccounts)
    assert.equal(sink.posts.filter(isBusy).length, 1)

    gate.open()
    for (const runId of backlog) await desk.completed(runId)
    assert.equal(sink.posts.length, busyTasks + quietAccounts)
  })
}

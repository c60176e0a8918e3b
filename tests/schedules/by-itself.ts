import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startSink, type TestEnvironment } from '../support/index.ts'
import { bringForward, firedFor, schedule, untilHandled } from './firing.ts'

const aheadMs = 500

export function byItself(environment: () => TestEnvironment): void {
  test('a schedule publishes at its instant, and goes on to the next of its cron', async () => {
    const { desk } = environment()
    await using sink = await startSink()
    const accountIds = await desk.connectWebhooks(sink, 2)
    const id = await schedule(desk, { timeZone: 'Asia/Kathmandu', accountIds })
    const { body: created } = await desk.api('GET', `/schedules/${id}`)
    const at = await bringForward(environment(), [id], Date.now() + aheadMs)
    const shown = await untilHandled(desk, id, 1)
    assert.deepEqual([shown.fired, shown.failures], [1, 0])
    assert.deepEqual(shown.nextRuns, created.nextRuns)
    assert.deepEqual(await firedFor(desk, id), [at])
    await desk.completed(shown.lastRun.runId)
    assert.equal(sink.posts.length, accountIds.length)
    assert.ok(sink.posts.every(({ receivedAt }) => receivedAt >= Date.parse(at)))
  })
}

import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  eventually,
  shutGate,
  startSink,
  type Desk,
  type Sink,
  type TestEnvironment,
} from '../support/index.ts'
import { laneIn, waiting } from './observe.ts'

export function pauses(environment: () => TestEnvironment): void {
  test('a run with a concurrency of 1 posts to its accounts one after the other', async () => {
    const { desk } = environment()
    await using sink = await startSink()
    const accountIds = await desk.connectWebhooks(sink, 4)
    const run = Promise.withResolvers<string>()
    let underWay = 0
    let most = 0
    sink.answer(async () => {
      most = Math.max(most, ++underWay)
      const others = accountIds.length - sink.posts.length
      await waiting(desk, await run.promise, 'run-concurrency', others)
      underWay -= 1
      return { status: 200, body: '{}' }
    })
    run.resolve(await desk.publish(accountIds, { concurrency: 1 }))
    assert.equal((await desk.completed(await run.promise)).counts.published, 4)
    assert.equal(most, 1)
  })

  test('a paused run keeps back all that is not in flight, and goes on when it is resumed', async () => {
    const { desk } = environment()
    await using sink = await startSink()
    const gate = shutGate(sink)
    const accountIds = await desk.connectWebhooks(sink, 3)
    const runId = await desk.publish(accountIds, { concurrency: 1 })
    await eventually(() => sink.posts.length === 1, { what: 'one is on its way' })
    const { body } = await desk.api('POST', `/runs/${runId}/pause`)
    assert.equal(body.status, 'paused')
    gate.open()
    await waiting(desk, runId, 'run-paused', 2)
    await eventually(async () => (await counts(desk, runId)).published === 1)
    await somethingElseIsOut(desk, sink)
    assert.equal(sink.posts.length, 2)
    await desk.api('POST', `/runs/${runId}/resume`)
    assert.equal((await desk.completed(runId)).counts.published, 3)
  })

  test('a paused account sends nothing until it is resumed; the others of its run go on', async () => {
    const { desk } = environment()
    await using sink = await startSink()
    const accountIds = await desk.connectWebhooks(sink, 3)
    const [still = ''] = accountIds
    await desk.api('POST', `/accounts/${still}/pause`)
    const runId = await desk.publish(accountIds)
    const [task] = await waiting(desk, runId, 'account-paused')
    assert.equal(task.accountId, still)
    await eventually(async () => (await counts(desk, runId)).published === 2)
    await somethingElseIsOut(desk, sink)
    const lane = await laneIn(desk, 'paused', still)
    assert.deepEqual(
      [lane.depth, lane.inFlight, lane.reason, lane.nextEligibleAt],
      [1, 0, 'account-paused', null],
    )
    assert.equal(sink.posts.length, 3)
    await desk.api('POST', `/accounts/${still}/resume`)
    assert.equal((await desk.completed(runId)).counts.published, 3)
  })
}

async function counts({ api }: Desk, runId: string): Promise<Record<string, number>> {
  return (await api('GET', `/runs/${runId}`)).body.counts
}

/** Passes have happened since: what did not go out was held back. */
const somethingElseIsOut = async (desk: Desk, sink: Sink) =>
  desk.completed(await desk.publish(await desk.connectWebhooks(sink, 1)))

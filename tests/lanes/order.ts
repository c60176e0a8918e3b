import assert from 'node:assert/strict'
import { test } from 'node:test'
import { content, eventually, shutGate, startSink, type Stage } from '../support/index.ts'
import { laneIn, waiting } from './observe.ts'

export function order(stage: () => Stage): void {
  test('in a lane the more urgent goes first, of equals the one that is due first', async () => {
    const { desk } = stage()
    await using sink = await startSink()
    const gate = shutGate(sink)
    const accountIds = await desk.connectWebhooks(sink, 1)
    await desk.publish(accountIds, { content: { ...content, title: 'under way' } })
    await eventually(() => sink.posts.length === 1, { what: 'the lane is busy' })

    const now = Date.now()
    const runs: string[] = []
    for (const [title, priority, inMs] of waitingOnes) {
      const scheduledAt = new Date(now + inMs).toISOString()
      const more = { content: { ...content, title }, priority, scheduledAt }
      runs.push(await desk.publish(accountIds, more))
    }
    assert.ok(Date.now() < now + soonestMs, 'none was due when the last of them was ordered')
    for (const runId of runs) await waiting(desk, runId, 'account-in-flight')
    const lane = await laneIn(desk, 'waiting', accountIds[0] ?? '')
    assert.deepEqual(
      [lane.depth, lane.inFlight, lane.reason, lane.nextEligibleAt],
      [waitingOnes.length, 1, 'account-in-flight', null],
    )
    gate.open()
    for (const runId of runs) await desk.completed(runId)
    assert.deepEqual(
      sink.posts.map(({ body }) => JSON.parse(body).content.title),
      ['under way', 'urgent', 'sooner', 'later', 'any time'],
    )
  })
}

/** What is due when it is ordered is due at that moment. */
const soonestMs = 3_000

/** Title, priority, and when it is due, in milliseconds from now; in the order they are asked for. */
const waitingOnes = [
  ['any time', 1, soonestMs],
  ['later', 5, soonestMs + 200],
  ['sooner', 5, soonestMs + 100],
  ['urgent', 9, soonestMs + 300],
] as const

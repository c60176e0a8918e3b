import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bringRunsForward, farAwayMs } from '../schedules/far-away.ts'
import { content, eventually, shutGate, startSink, type TestEnvironment } from '../support/index.ts'
import { laneWith, waiting } from './observe.ts'

export function order(environment: () => TestEnvironment): void {
  test('in a lane the more urgent goes first, of equals the one that is due first', async () => {
    const { desk } = environment()
    await using sink = await startSink()
    const gate = shutGate(sink)
    const accountIds = await desk.connectWebhooks(sink, 1)
    await desk.publish(accountIds, { content: { ...content, title: 'under way' } })
    await eventually(() => sink.posts.length === 1, { what: 'the lane is busy' })

    const runs: string[] = []
    for (const [title, priority, afterMs] of waitingOnes) {
      const scheduledAt = new Date(farAwayMs + afterMs).toISOString()
      const more = { content: { ...content, title }, priority, scheduledAt }
      runs.push(await desk.publish(accountIds, more))
    }
    await bringRunsForward(environment(), runs, Date.now() - allDueMs)
    for (const runId of runs) await waiting(desk, runId, 'account-in-flight')
    const [accountId = ''] = accountIds
    const busy = { depth: waitingOnes.length, inFlight: 1 }
    const lane = await laneWith(desk, 'waiting', accountId, busy)
    assert.deepEqual([lane.reason, lane.nextEligibleAt], ['account-in-flight', null])
    gate.open()
    for (const runId of runs) await desk.completed(runId)
    assert.deepEqual(
      sink.posts.map(({ body }) => JSON.parse(body).content.title),
      ['under way', 'urgent', 'sooner', 'later', 'any time'],
    )
  })
}

/** Title, priority, and how long after the far away instant it is due; in the order they are created. */
const waitingOnes = [
  ['any time', 1, 0],
  ['later', 5, 200],
  ['sooner', 5, 100],
  ['urgent', 9, 300],
] as const

/** After this, all are due. */
const allDueMs = 300

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually, query, shutGate, startSink, type TestEnvironment } from '../support/index.ts'
import { laneIn, waiting } from './observe.ts'

const accounts = 6
const host = '127.0.0.2'
const openMs = 60_000

export function trouble(environment: () => TestEnvironment): void {
  test('a server that breaks off connections is left alone, then probed once; others at its host go on', async () => {
    const { desk, instance } = environment()
    await using broken = await startSink(host)
    await using healthy = await startSink(host)
    broken.answer(() => 'reset')
    const accountIds = await desk.connectWebhooks(broken, accounts)
    const others = await desk.connectWebhooks(healthy, 1)

    const first = await desk.publish(accountIds)
    const opened = await waiting(desk, first, 'breaker', accounts)
    const { until } = opened[0].blockedOn
    assert.ok(opened.every(({ blockedOn }) => blockedOn.until === until))
    assert.ok(Date.parse(until) >= (broken.posts[0]?.receivedAt ?? Infinity) + openMs)
    const lane = await laneIn(desk, 'blocked', accountIds[0] ?? '')
    assert.deepEqual([lane.depth, lane.inFlight, lane.nextEligibleAt], [1, 0, until])

    const second = await desk.publish(accountIds)
    await waiting(desk, second, 'breaker', accounts)
    const sent = broken.posts.length
    // By then the backoff of some is over: only the breaker holds them back.
    await eventually(async () => Date.now() > (await soonestOf(environment(), first)))
    await desk.completed(await desk.publish(others))
    assert.equal(broken.posts.length, sent)

    const gate = shutGate(broken)
    await letMinutePass(instance, `webhook/${broken.url}`)
    await desk.completed(await desk.publish(others))
    await eventually(() => broken.posts.length > sent, { what: 'somebody tries' })
    await desk.completed(await desk.publish(others))
    assert.equal(broken.posts.length, sent + 1)
    gate.open()
    for (const runId of [first, second])
      assert.equal((await desk.completed(runId)).counts.published, accounts)
  })

  test('a healthy account beside dead ones waits for one probe, which is its own', async () => {
    const { desk, instance } = environment()
    await using sink = await startSink()
    const dead = await desk.connectWebhooks(sink, accounts)
    await desk.completed(await desk.publish(dead))
    const healthy = await desk.connectWebhooks(sink, 1)
    await desk.completed(await desk.publish(healthy))
    const path = sink.posts.at(-1)?.path
    sink.answer((post) => (post.path === path ? { status: 200 } : 'reset'))

    await waiting(desk, await desk.publish(dead), 'breaker', accounts)
    const waits = await desk.publish(healthy)
    await waiting(desk, waits, 'breaker')
    const sent = sink.posts.length
    await letMinutePass(instance, `webhook/${sink.url}`)
    // A publication causes the scheduler's next pass.
    await desk.completed(await desk.publish([await desk.connectFeed('beside the dead')]))
    await desk.completed(waits)
    assert.equal(sink.posts[sent]?.path, path)
  })
}

/** The scheduler has its breakers in memory; a new epoch makes it read them again. */
async function letMinutePass(
  instance: TestEnvironment['instance'],
  upstream: string,
): Promise<void> {
  await query(instance, 'update breakers set open_until = now() where upstream = $1', [upstream])
  await query(instance, 'update dispatcher set epoch = epoch + 1')
}

/** When the backoff of the first of them is over; one that was never sent has none. */
async function soonestOf({ desk }: TestEnvironment, runId: string): Promise<number> {
  const { body } = await desk.api('GET', `/runs/${runId}`)
  const details = await Promise.all(
    body.tasks.map((task: { id: string }) => desk.api('GET', `/tasks/${task.id}`)),
  )
  return Math.min(
    ...details.map(({ body: { eligibleAt } }) => (eligibleAt ? Date.parse(eligibleAt) : 0)),
  )
}

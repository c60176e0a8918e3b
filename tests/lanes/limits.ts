import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  eventually,
  startSink,
  type Desk,
  type Sink,
  type TestEnvironment,
} from '../support/index.ts'
import { historyOf, laneIn, laneWith, taskOf } from './observe.ts'

/** Limits are so tight at first that a test can observe them, and wide enough then to be waited for. */
const hourMs = 3_600_000
const gapMs = 1_000

/** A tenth of forty a minute at once, as of twenty an hour a fifth; the others in equal steps. */
const ratePerMinute = 40
const ratePerHour = 20
const burst = 4
const stepMs = 60_000 / ratePerMinute

/** The value of `Retry-After`. */
const askedForMs = 2_000

export function limits(environment: () => TestEnvironment): void {
  test('posts keep the gap of their account, and show that they wait for it', async () => {
    const { desk } = environment()
    await using sink = await startSink()
    const limits = { minGapSeconds: hourMs / 1_000 }
    const [accountId = ''] = await desk.connectWebhooks(sink, 1, { limits })
    const runs = await publishOften(desk, accountId, 3)
    const lane = await laneWith(desk, 'blocked', accountId, { depth: 2 })
    assert.equal(lane.reason, 'rate-limit')
    assert.ok(Date.parse(lane.nextEligibleAt) >= (sink.posts[0]?.receivedAt ?? Infinity) + hourMs)
    const tasks = await Promise.all(runs.map((runId) => taskOf(desk, runId)))
    const waits = tasks.flatMap(({ status, blockedOn }) => (status === 'queued' ? blockedOn : []))
    const wait = { reason: 'rate-limit', until: lane.nextEligibleAt }
    assert.deepEqual(waits, [wait, wait])

    await limit(desk, accountId, { minGapSeconds: gapMs / 1_000 })
    await allPublished(desk, runs)
    assertApart(sink, 1, gapMs)
    await assertOnceEach(desk, runs)
    assert.equal(await laneIn(desk, 'blocked', accountId), undefined)
  })

  test('posts keep the rate of their account; waiting for it costs no attempt and no message', async () => {
    const { desk } = environment()
    await using sink = await startSink()
    const limits = { maxInFlight: 10, ratePerMinute }
    const [accountId = ''] = await desk.connectWebhooks(sink, 1, {
      limits: { ...limits, ratePerHour },
    })
    const runs = await publishOften(desk, accountId, burst + 2)
    const lane = await laneWith(desk, 'blocked', accountId, { depth: 2 })
    assert.equal(lane.reason, 'rate-limit')
    assert.ok(Date.parse(lane.nextEligibleAt) > Date.parse(lane.lastDispatchedAt))
    assert.equal(sink.posts.length, burst)

    await limit(desk, accountId, limits)
    await allPublished(desk, runs)
    assertApart(sink, burst, stepMs)
    await assertOnceEach(desk, runs)
  })

  test('a sink that asks for time is left alone for that time', async () => {
    const { desk } = environment()
    await using sink = await startSink()
    askForTime(sink, askedForMs)
    const accountIds = await desk.connectWebhooks(sink, 6)
    const runs = [await desk.publish(accountIds), await desk.publish(accountIds)]
    for (const runId of runs) await desk.completed(runId)
    for (const [path, posts] of Map.groupBy(sink.posts, (post) => post.path)) {
      const [first = 0, ...others] = posts.map(({ receivedAt }) => receivedAt)
      const after = others.map((at) => at - first)
      assert.equal(after.length, 2)
      assert.ok(Math.min(...after) >= askedForMs, `${path} had posts after ${after.join()} ms`)
    }
  })

  test('a lane whose sink asked for time shows until when; a person can release it', async () => {
    const { desk } = environment()
    await using sink = await startSink()
    askForTime(sink, hourMs)
    const [accountId = ''] = await desk.connectWebhooks(sink, 1)
    await desk.publish([accountId])
    const behind = await desk.publish([accountId])
    const { blockedUntil: until } = await blockedAccount(desk, accountId)
    assert.ok(Date.parse(until) >= (sink.posts[0]?.receivedAt ?? Infinity) + hourMs)
    const lane = await laneWith(desk, 'blocked', accountId, { depth: 2 })
    assert.deepEqual([lane.reason, lane.nextEligibleAt], ['rate-limit', until])
    const { blockedOn } = await taskOf(desk, behind)
    assert.deepEqual(blockedOn, { reason: 'rate-limit', until })

    await desk.api('POST', `/accounts/${accountId}/resume`)
    await allPublished(desk, [behind])
    assert.equal(sink.posts.length, 2)
  })
}

/** The first post of each account is asked to come again later. */
function askForTime(sink: Sink, ms: number): void {
  const headers = { 'retry-after': String(ms / 1_000) }
  const seen = new Set<string>()
  sink.answer(({ path }) => {
    if (seen.has(path)) return { status: 200, body: '{}' }
    seen.add(path)
    return { status: 429, headers }
  })
}

/** Returns the account, once it is blocked for a time. */
const blockedAccount = ({ api }: Desk, id: string) =>
  eventually(async () => {
    const { body } = await api('GET', `/accounts/${id}`)
    return body.blockedUntil !== null && body
  })

/** As many runs of one task each for the account. */
const publishOften = (desk: Desk, accountId: string, times: number) =>
  Promise.all(Array.from({ length: times }, () => desk.publish([accountId])))

async function allPublished(desk: Desk, runs: readonly string[]): Promise<void> {
  for (const runId of runs)
    await eventually(async () => (await taskOf(desk, runId)).status === 'published')
}

async function assertOnceEach(desk: Desk, runs: readonly string[]): Promise<void> {
  for (const runId of runs) {
    const task = await taskOf(desk, runId)
    assert.equal(task.attempt, 1)
    assert.deepEqual(await historyOf(desk, task.id), ['TaskDue', 'TaskPublished'])
  }
}

async function limit({ api }: Desk, accountId: string, limits: object): Promise<void> {
  const { status, body } = await api('PATCH', `/accounts/${accountId}`, { limits })
  assert.equal(status, 200, JSON.stringify(body))
}

/** Each post came so much later than the one so many before it. */
function assertApart({ posts }: Sink, count: number, ms: number): void {
  const apart = posts.slice(count).map((post, i) => post.receivedAt - (posts[i]?.receivedAt ?? 0))
  assert.ok(apart.length > 0 && apart.every((each) => each >= ms), apart.join())
}

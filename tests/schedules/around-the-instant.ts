import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually, shutGate, startSink } from '../support/index.ts'
import type { Desk, Sink, TestEnvironment } from '../support/index.ts'
import { bringRunsForward, farAwayMs } from './far-away.ts'

const early = 2
const late = 2
const racing = 24

/** The instants begin after the calls and follow each other faster: they cross somewhere. */
const aheadMs = 150
const apartMs = 3

type Answered = {
  readonly runId: string
  readonly result: 'cancelled' | 'moved' | 'too-late'
}

export function aroundTheInstant(environment: () => TestEnvironment): void {
  test('a run that is cancelled or moved around its instant does what the response promised', async () => {
    const { desk } = environment()
    await using sink = await startSink()
    const gate = shutGate(sink)
    const runs = await orderFarAway(desk, sink, early + late + racing)
    const [inTime, onTheirWay, raced] = [runs.splice(0, early), runs.splice(0, late), runs]

    const calledOff = await callBack(desk, inTime)
    assert.deepEqual(calledOff.map(resultOf), ['cancelled', 'moved'])

    await bringRunsForward(environment(), onTheirWay, Date.now())
    await eventually(() => sink.posts.length === late, { what: 'they are on their way' })
    const missed = await callBack(desk, onTheirWay)
    assert.deepEqual(missed.map(resultOf), ['too-late', 'too-late'])
    gate.open()

    // Their instants pass one after the other while the calls are made one after the other. Which response a call gets
    // is left to chance; that it is true is not.
    const startMs = Date.now() + aheadMs
    await bringRunsForward(environment(), raced, startMs)
    const answered = [...calledOff, ...missed, ...(await callBack(desk, raced))]
    for (const { runId, result } of answered) {
      if (result !== 'moved') await nothingIsOpen(desk, runId)
      const expected = result === 'too-late' ? 1 : 0
      assert.equal(postsOf(sink, runId).length, expected, `${runId} was ${result}`)
    }
    for (const [i, runId] of raced.entries())
      assert.ok(postsOf(sink, runId).every((post) => post.receivedAt >= startMs + i * apartMs))

    const moved = answered.filter(({ result }) => result === 'moved').map(({ runId }) => runId)
    await bringRunsForward(environment(), moved, Date.now())
    for (const runId of moved) {
      await desk.completed(runId)
      assert.equal(postsOf(sink, runId).length, 1)
    }
  })
}

/** A run for each of as many accounts; each is due a little later than the one before. */
async function orderFarAway(desk: Desk, sink: Sink, count: number): Promise<string[]> {
  const accountIds = await desk.connectWebhooks(sink, count)
  return Promise.all(
    accountIds.map((accountId, i) => {
      const afterMs = Math.max(0, i - early - late) * apartMs
      return desk.publish([accountId], { scheduledAt: farAway(afterMs) })
    }),
  )
}

const farAway = (afterMs: number) => new Date(farAwayMs + afterMs).toISOString()

/** Cancels one, moves the next, and so on; returns the responses. */
async function callBack(desk: Desk, runIds: readonly string[]): Promise<Answered[]> {
  const answered: Answered[] = []
  for (const [i, runId] of runIds.entries())
    answered.push(await (i % 2 === 0 ? cancel(desk, runId) : move(desk, runId)))
  return answered
}

async function cancel({ api }: Desk, runId: string): Promise<Answered> {
  const { status, body } = await api('POST', `/runs/${runId}/cancel`)
  return { runId, result: status === 200 ? body.tasks[0].result : whenOver(body) }
}

async function move({ api }: Desk, runId: string): Promise<Answered> {
  const { status, body } = await api('PATCH', `/runs/${runId}`, { scheduledAt: farAway(0) })
  return { runId, result: status === 200 ? body.rescheduled[0].result : whenOver(body) }
}

/** A run that is over can be neither cancelled nor moved. */
function whenOver({ code }: { code: string }): 'too-late' {
  assert.equal(code, 'run-over')
  return 'too-late'
}

const resultOf = ({ result }: Answered) => result

const nothingIsOpen = ({ api }: Desk, runId: string) =>
  eventually(async () => {
    const { counts } = (await api('GET', `/runs/${runId}`)).body
    return counts.planned + counts.queued + counts.running === 0
  })

const postsOf = (sink: Sink, runId: string) =>
  sink.posts.filter(({ body }) => JSON.parse(body).runId === runId)

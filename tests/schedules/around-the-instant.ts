import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { test } from 'node:test'
import { eventually, startSink, type Desk, type Sink, type Stage } from '../support/index.ts'

const runs = 24
const firstInMs = 2_000
const apartMs = 30

/** From so long before the instant of a run to so long after it. */
const earliestMs = -80
const latestMs = 100

/** Later than all of the old times. */
const movedByMs = 2_000

type Told = { readonly runId: string; readonly result: string; readonly notBefore: number }

export function aroundTheInstant(stage: () => Stage): void {
  test('what is called back around its instant goes out, or does not, or later, as was answered', async () => {
    const { desk } = stage()
    await using sink = await startSink()
    const accountIds = await desk.connectWebhooks(sink, runs)
    const start = Date.now() + firstInMs
    const ordered = await Promise.all(
      accountIds.map(async (accountId, i) => {
        const at = start + i * apartMs
        const scheduledAt = new Date(at).toISOString()
        return { at, runId: await desk.publish([accountId], { scheduledAt }) }
      }),
    )
    assert.ok(Date.now() < start + earliestMs, 'all is ordered before the first is due')
    const told = await Promise.all(
      ordered.map(async ({ at, runId }, i): Promise<Told> => {
        const offset = earliestMs + ((latestMs - earliestMs) * (i % 12)) / 11
        await pause(at + offset - Date.now())
        return i % 2 === 0 ? cancel(desk, runId, at) : move(desk, runId, at)
      }),
    )
    await eventually(async () => {
      const open = await Promise.all(told.map(({ runId }) => openTasks(desk, runId)))
      return open.every((tasks) => tasks === 0)
    })
    for (const { runId, result, notBefore } of told) {
      const posts = postsOf(sink, runId)
      assert.equal(posts.length, result === 'cancelled' ? 0 : 1, `${runId} was ${result}`)
      assert.ok(
        posts.every((post) => post.receivedAt >= notBefore),
        `${runId} was ${result}`,
      )
    }
    const results = new Set(told.map(({ result }) => result))
    assert.deepEqual([...results].toSorted(), ['cancelled', 'moved', 'too-late'])
  })
}

async function cancel({ api }: Desk, runId: string, at: number): Promise<Told> {
  const { status, body } = await api('POST', `/runs/${runId}/cancel`)
  // A run that is over cannot be cancelled.
  const result = status === 200 ? body.tasks[0].result : 'too-late'
  return { runId, result, notBefore: at }
}

async function move({ api }: Desk, runId: string, at: number): Promise<Told> {
  const movedTo = at + movedByMs
  const scheduledAt = new Date(movedTo).toISOString()
  const { status, body } = await api('PATCH', `/runs/${runId}`, { scheduledAt })
  const result = status === 200 ? body.rescheduled[0].result : 'too-late'
  return { runId, result, notBefore: result === 'moved' ? movedTo : at }
}

async function openTasks({ api }: Desk, runId: string): Promise<number> {
  const { counts } = (await api('GET', `/runs/${runId}`)).body
  return counts.planned + counts.queued + counts.running
}

const postsOf = (sink: Sink, runId: string) =>
  sink.posts.filter(({ body }) => JSON.parse(body).runId === runId)

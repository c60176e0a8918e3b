import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { test } from 'node:test'
import { eventually, startSink, type Stage } from '../support/index.ts'

const busyTasks = 100
const quietAccounts = 10
const latencyMs = 20

/** At once: the other stories want to be heard, too. */
const orders = Array.from({ length: 4 })

export function fairness(stage: () => Stage): void {
  test('accounts with one task are done long before one with 100 is', async () => {
    const { desk } = stage()
    await using sink = await startSink()
    sink.answer(async () => {
      await pause(latencyMs)
      return { status: 200, body: '{}' }
    })
    const [busy = '', ...quiet] = await desk.connectWebhooks(sink, quietAccounts + 1)
    await desk.api('POST', `/accounts/${busy}/pause`)
    const backlog: string[] = []
    while (backlog.length < busyTasks)
      backlog.push(...(await Promise.all(orders.map(() => desk.publish([busy])))))
    await desk.api('POST', `/accounts/${busy}/resume`)
    await eventually(() => sink.posts.length >= 10, { what: 'the backlog is worked off' })
    await desk.completed(await desk.publish(quiet))

    const order = () => sink.posts.map(({ body }) => JSON.parse(body).account.id as string)
    const lastQuiet = order().findLastIndex((accountId) => accountId !== busy)
    assert.ok(lastQuiet < busyTasks / 2, `the last of the quiet ones is number ${lastQuiet}`)
    for (const runId of backlog) await desk.completed(runId)
    assert.equal(sink.posts.length, busyTasks + quietAccounts)
  })
}

import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { sharedEnvironment, startSink, type Sink } from '../support/index.ts'

const hosts = 35
const accountsPerHost = 100
/** As many as a run may have in flight at once. */
const runAccounts = 1_000
const healthyAccounts = 50
const withinMs = 2_000

suite('beside 3,500 accounts at hosts that never answer', () => {
  const environment = sharedEnvironment({ env: { PRESSRUN_PRIVATE_TARGETS: '127.0.0.0/8' } })

  test('an account at a responding host waits for none of them', async (context) => {
    const { desk } = environment()
    await using stack = new AsyncDisposableStack()
    const hanging: Sink[] = []
    const hung: string[] = []
    for (let host = 1; host <= hosts; host++) {
      const sink = stack.use(await startSink(`127.0.1.${host}`))
      sink.answer(() => new Promise(() => {}))
      hanging.push(sink)
      hung.push(...(await desk.connectWebhooks(sink, accountsPerHost)))
    }
    const sink = stack.use(await startSink())
    const healthy = await desk.connectWebhooks(sink, healthyAccounts)
    await desk.completed(await desk.publish(healthy))

    for (let first = 0; first < hung.length; first += runAccounts)
      await desk.publish(hung.slice(first, first + runAccounts), { concurrency: runAccounts })
    const waits: number[] = []
    for (const until = Date.now() + 20_000; Date.now() < until;) {
      const askedAt = Date.now()
      await desk.completed(await desk.publish(healthy.slice(0, 10)))
      waits.push(Date.now() - askedAt)
    }
    const sent = hanging.reduce((sum, { posts }) => sum + posts.length, 0)
    const longest = Math.max(...waits)
    context.diagnostic(`${sent} hang; ${waits.length} runs beside them, the longest ${longest} ms`)
    assert.ok(sent >= 500, `${sent} hang`)
    assert.ok(longest <= withinMs, `${longest} ms`)
  })
})

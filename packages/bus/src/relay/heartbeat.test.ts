import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { NatsConnection } from '@nats-io/transport-node'
import { openTestBus } from '../bus.fixture.ts'
import { sendHeartbeats, watchHeartbeat } from './heartbeat.ts'

const forever = new AbortController().signal
const times = { everyMs: 20, tryAfterMs: 100, stealAfterMs: 300, tryAnywayMs: 60_000 }

suite('standing by', () => {
  test('asks for the log when no relay is heard, and takes it when the silence lasts', async () => {
    await using bus = await openTestBus()
    const heartbeat = watchHeartbeat(bus.connection, times)
    const actions: string[] = []
    while (actions.at(-1) !== 'steal') actions.push(await heartbeat.awaitRetry(forever))
    assert.ok(actions.length > 1)
    assert.ok(actions.slice(0, -1).every((action) => action === 'try'))
  })

  test('lasts while another relay is heard, and not longer', async () => {
    await using bus = await openTestBus()
    const heartbeat = watchHeartbeat(bus.connection, times)
    const heartbeats = sendHeartbeats(bus.connection, times, heartbeat)
    let ended = false
    const action = heartbeat.awaitRetry(forever).finally(() => (ended = true))
    await heartbeatsReceived(bus.connection, 20)
    assert.equal(ended, false)
    heartbeats[Symbol.dispose]()
    assert.equal(await action, 'try')
  })

  test('counts no silence while NATS is away', async () => {
    await using bus = await openTestBus()
    const heartbeat = watchHeartbeat(bus.connection, times)
    const rtt = Promise.withResolvers<number>()
    const mute = watchHeartbeat(
      Object.assign(Object.create(bus.connection), { rtt: () => rtt.promise }),
      times,
    )
    const ended = new AbortController()
    const action = mute.awaitRetry(ended.signal)
    // As long as the other needs until it would take the log.
    while ((await heartbeat.awaitRetry(forever)) !== 'steal');
    ended.abort()
    assert.equal(await action, 'try')
  })

  test('ends with the signal', async () => {
    await using bus = await openTestBus()
    const heartbeat = watchHeartbeat(bus.connection, times)
    await heartbeat.awaitRetry(AbortSignal.abort())
  })
})

async function heartbeatsReceived(connection: NatsConnection, heartbeats: number): Promise<void> {
  const enough = Promise.withResolvers<void>()
  let count = 0
  connection.subscribe('pressrun.relay.heartbeat', {
    callback: () => {
      if (++count === heartbeats) enough.resolve()
    },
  })
  await enough.promise
}

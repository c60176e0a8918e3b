import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { NatsConnection } from '@nats-io/transport-node'
import { openTestBus } from '../bus.fixture.ts'
import { beat, listenForPulse } from './pulse.ts'

const forever = new AbortController().signal
const times = { everyMs: 20, askAfterMs: 100, takeAfterMs: 300, askAnywayMs: 60_000 }

suite('standing by', () => {
  test('asks for the log when nobody is heard to relay, and takes it when that goes on', async () => {
    await using bus = await openTestBus()
    const pulse = listenForPulse(bus.connection, times)
    const turns: string[] = []
    while (turns.at(-1) !== 'steal') turns.push(await pulse.awaitRetry(forever))
    assert.ok(turns.length > 1)
    assert.ok(turns.slice(0, -1).every((turn) => turn === 'try'))
  })

  test('lasts while somebody is heard, and not longer', async () => {
    await using bus = await openTestBus()
    const pulse = listenForPulse(bus.connection, times)
    const beats = beat(bus.connection, times, pulse)
    let ended = false
    const turn = pulse.awaitRetry(forever).finally(() => (ended = true))
    await heard(bus.connection, 20)
    assert.equal(ended, false)
    beats[Symbol.dispose]()
    assert.equal(await turn, 'try')
  })

  test('counts no silence while NATS is away', async () => {
    await using bus = await openTestBus()
    const pulse = listenForPulse(bus.connection, times)
    const rtt = Promise.withResolvers<number>()
    const mute = listenForPulse(
      Object.assign(Object.create(bus.connection), { rtt: () => rtt.promise }),
      times,
    )
    const ended = new AbortController()
    const turn = mute.awaitRetry(ended.signal)
    // As long as the other needs until it would take the log.
    while ((await pulse.awaitRetry(forever)) !== 'steal');
    ended.abort()
    assert.equal(await turn, 'try')
  })

  test('ends with the signal', async () => {
    await using bus = await openTestBus()
    const pulse = listenForPulse(bus.connection, times)
    await pulse.awaitRetry(AbortSignal.abort())
  })
})

async function heard(connection: NatsConnection, beats: number): Promise<void> {
  const enough = Promise.withResolvers<void>()
  let count = 0
  connection.subscribe('pressrun.relay.pulse', {
    callback: () => {
      if (++count === beats) enough.resolve()
    },
  })
  await enough.promise
}

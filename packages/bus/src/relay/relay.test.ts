import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { jetstreamManager } from '@nats-io/jetstream'
import { eventually } from '@pressrun/tests'
import { textsInStream, textsOf, openTestBus, quietObserver, testLog } from '../bus.fixture.ts'
import { streamName } from '../topology.ts'
import { lastPosition } from './last-message.ts'
import { LogRestored, Relay } from './relay.ts'
import { heartbeatTimes } from './heartbeat.ts'
import { runRelay, type RelayTimes } from './run-relay.ts'

const forever = new AbortController().signal
const observer = quietObserver

suite('relaying the log', () => {
  test('makes the stream an exact prefix of the log', async () => {
    await using bus = await openTestBus()
    const { connection } = bus
    const source = testLog(1_234)
    const relay = new Relay({ connection, source, observer })
    await relay.drain(forever)
    assert.deepEqual(await textsInStream(connection), textsOf(source))
    source.append(3)
    await relay.drain(forever)
    assert.deepEqual(await textsInStream(connection), textsOf(source))
  })

  test('goes on where another relay ended', async () => {
    await using bus = await openTestBus()
    const { connection } = bus
    const source = testLog(10)
    await new Relay({ connection, source, observer }).drain(forever)
    source.append(10)
    const counts: number[] = []
    const relayed = (count: number) => counts.push(count)
    await new Relay({ connection, source, observer: { ...observer, relayed } }).drain(forever)
    assert.deepEqual(counts, [10])
    assert.deepEqual(await textsInStream(connection), textsOf(source))
  })

  test('several concurrent relays cannot interleave or repeat', async () => {
    await using bus = await openTestBus()
    const source = testLog(5_000)
    const connections = await Promise.all([bus.connect(), bus.connect(), bus.connect()])
    const relays = connections.map((connection) => new Relay({ connection, source, observer }))
    for (let action = 0; action < 50; action++) {
      await Promise.allSettled(relays.map((relay) => relay.drain(forever)))
      if ((await lastPosition(bus.connection)) === 5_000) break
    }
    assert.deepEqual(await textsInStream(bus.connection), textsOf(source))
  })

  test("one that woke up late is refused, then goes on from the stream's actual end", async () => {
    await using bus = await openTestBus()
    const source = testLog(10)
    const late = new Relay({ connection: await bus.connect(), source, observer })
    await late.drain(forever)
    source.append(5)
    await new Relay({ connection: bus.connection, source, observer }).drain(forever)
    source.append(5)
    // It takes itself to be at 10 and sends 11 to 20, of which 11 to 15 are there.
    await late.drain(forever).catch(() => late.drain(forever))
    assert.deepEqual(await textsInStream(bus.connection), textsOf(source))
  })

  test('refuses a stream that is ahead of the log', async () => {
    await using bus = await openTestBus()
    const { connection } = bus
    await new Relay({ connection, source: testLog(10), observer }).drain(forever)
    const relay = new Relay({ connection, source: testLog(9), observer })
    await assert.rejects(relay.drain(forever), LogRestored)
  })

  test('refuses a stream with another history, though it is no longer than the log', async () => {
    await using bus = await openTestBus()
    const { connection } = bus
    await new Relay({ connection, source: testLog(10), observer }).drain(forever)
    const restored = testLog(20)
    restored.rows[9] = { ...restored.rows[9]!, at: '2026-03-29T09:00:00.001Z' }
    const relay = new Relay({ connection, source: restored, observer })
    await assert.rejects(relay.drain(forever), LogRestored)
  })

  test('replaces the stream of an earlier epoch, and refuses one of a later', async () => {
    await using bus = await openTestBus()
    const { connection } = bus
    await new Relay({ connection, source: testLog(10), observer }).drain(forever)
    const restored = testLog(7)
    restored.epoch = 2
    const refills: number[][] = []
    const refilling = (from: number, to: number) => refills.push([from, to])
    await new Relay({ connection, source: restored, observer: { ...observer, refilling } }).drain(
      forever,
    )
    assert.deepEqual(await textsInStream(connection), textsOf(restored))
    assert.deepEqual(refills, [[0, 7]])
    restored.epoch = 1
    const relay = new Relay({ connection, source: restored, observer })
    await assert.rejects(relay.drain(forever), /the stream is of epoch 2, the log of epoch 1/)
  })
})

suite('a relay that runs', () => {
  /** Runs until it is disposed. */
  function running(
    bus: Parameters<typeof textsInStream>[0],
    log: ReturnType<typeof testLog>,
    times: RelayTimes = { ...heartbeatTimes, pollEveryMs: 500 },
  ) {
    const ended = new AbortController()
    const seen = {
      positions: [] as number[],
      failures: 0,
      refills: [] as number[][],
      isWorking: false,
      hasWorked: false,
    }
    const done = runRelay({
      connection: bus,
      lockLog: async () => log,
      observer: {
        ...observer,
        relayed: (_, position) => seen.positions.push(position),
        refilling: (from, to) => seen.refills.push([from, to]),
        working: (isWorking) => {
          seen.isWorking = isWorking
          seen.hasWorked ||= isWorking
        },
        failed: () => (seen.failures += 1),
      },
      signal: ended.signal,
      times,
    })
    const reached = (position: number) =>
      eventually(() => seen.positions.at(-1) === position, { within: 30_000 })
    const stop = async () => {
      ended.abort()
      await done
    }
    return { seen, reached, [Symbol.asyncDispose]: stop }
  }

  test('yields the log to another relay that starts with it', async () => {
    await using bus = await openTestBus()
    const log = testLog(1)
    const ended = new AbortController()
    let asked = 0
    const relaying = runRelay({
      connection: bus.connection,
      isStandby: true,
      lockLog: async (_, awaitRetry) => {
        asked += 1
        await awaitRetry(ended.signal)
        return log
      },
      observer: { ...observer, working: () => {}, failed: () => {} },
      signal: ended.signal,
      times: {
        everyMs: 20,
        tryAfterMs: 100,
        stealAfterMs: 60_000,
        tryAnywayMs: 60_000,
        pollEveryMs: 500,
      },
    })
    {
      await using other = running(bus.connection, log)
      await other.reached(1)
      assert.equal(asked, 0)
    }
    await eventually(() => asked === 1)
    ended.abort()
    await relaying
  })

  test('reports that it works only while it does: not while NATS hangs or is away', async () => {
    await using bus = await openTestBus()
    // Nothing is appended and the stream is not checked: only the heartbeats show it.
    const times = { ...heartbeatTimes, everyMs: 50, pollEveryMs: 600_000 }
    await using relay = running(bus.connection, testLog(0), times)
    const says = (isWorking: boolean) =>
      eventually(() => relay.seen.isWorking === isWorking, { within: 30_000 })
    await says(true)
    bus.freeze()
    await says(false).finally(bus.thaw)
    await says(true)
    await bus.crash()
    await says(false)
    await bus.restart()
    await says(true)
  })

  test('does not report that it works while the log is not that of the stream', async () => {
    await using bus = await openTestBus()
    {
      await using relay = running(bus.connection, testLog(3))
      await relay.reached(3)
    }
    await using restored = running(bus.connection, testLog(2))
    await eventually(() => restored.seen.failures > 1)
    assert.equal(restored.seen.hasWorked, false)
  })

  test('relays what is appended while it waits', async () => {
    await using bus = await openTestBus()
    const log = testLog(1)
    await using relay = running(bus.connection, log)
    await relay.reached(1)
    log.append(700)
    await relay.reached(701)
    assert.deepEqual(await textsInStream(bus.connection), textsOf(log))
  })

  test('fills a stream again that was deleted, and reports it', async () => {
    await using bus = await openTestBus()
    const log = testLog(3_000)
    await using relay = running(bus.connection, log)
    await relay.reached(3_000)
    await (await jetstreamManager(bus.connection)).streams.delete(streamName)
    log.append(1)
    await relay.reached(3_001)
    assert.deepEqual(await textsInStream(bus.connection), textsOf(log))
    assert.deepEqual(relay.seen.refills, [
      [0, 3_000],
      [0, 3_001],
    ])
  })

  test('fills a stream again that was deleted while idle', async () => {
    await using bus = await openTestBus()
    const log = testLog(5)
    await using relay = running(bus.connection, log)
    await relay.reached(5)
    await (await jetstreamManager(bus.connection)).streams.delete(streamName)
    await eventually(async () => (await lastPosition(bus.connection)) === 5, { within: 20_000 })
    assert.deepEqual(await textsInStream(bus.connection), textsOf(log))
  })

  test('is complete, without gap or repeat, after nats-server was killed on the way', async () => {
    await using bus = await openTestBus()
    const log = testLog(40_000)
    await using relay = running(bus.connection, log)
    await eventually(() => relay.seen.positions.length > 3)
    await bus.crash()
    assert.notEqual(relay.seen.positions.at(-1), 40_000)
    await bus.restart()
    await relay.reached(40_000)
    assert.deepEqual(await textsInStream(bus.connection), textsOf(log))
    assert.ok(relay.seen.failures > 0)
  })

  test('ends with the signal while NATS is away', async () => {
    await using bus = await openTestBus()
    const log = testLog(1)
    const relay = running(bus.connection, log)
    await relay.reached(1)
    await bus.crash()
    log.append(1)
    await relay[Symbol.asyncDispose]()
  })
})

import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { suite, test } from 'node:test'
import { jetstreamManager } from '@nats-io/jetstream'
import { eventually } from '@pressrun/tests'
import { openTestBus, quietObserver, testLog, type TestBus, type TestLog } from '../bus.fixture.ts'
import { Relay } from '../relay/relay.ts'
import { streamName } from '../topology.ts'
import { follow, type FollowOptions } from './follow.ts'

const forever = new AbortController().signal

const relay = (bus: TestBus, source: TestLog) =>
  new Relay({ connection: bus.connection, source, observer: quietObserver }).drain(forever)

/** A reader with a checkpoint in memory, until it is disposed. */
function following(bus: TestBus, options: Partial<FollowOptions> = {}) {
  const ended = new AbortController()
  const observed = {
    positions: [] as number[],
    batches: [] as number[],
    interrupted: [] as unknown[],
  }
  const undecodable: [string, number][] = []
  let checkpoint = 0
  const over = follow({
    connection: bus.connection,
    afterSeq: async () => checkpoint,
    wants: () => true,
    onInterrupted: (cause) => observed.interrupted.push(cause),
    onUndecodable: (subject, position) => undecodable.push([subject, position]),
    signal: ended.signal,
    ...options,
    onEvents: async (events, reached) => {
      await options.onEvents?.(events, reached)
      observed.positions.push(...events.map((event) => event.position))
      observed.batches.push(events.length)
      checkpoint = reached.seq
    },
  })
  const stop = async () => {
    ended.abort()
    await over
  }
  const reached = (position: number, within = 20_000) =>
    eventually(() => checkpoint === position, { within, what: `position ${position}` })
  return {
    told: observed,
    undecodable,
    signal: ended.signal,
    reached,
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

/** Resolves when so many messages have gone out to the reader. */
const arrived = (bus: TestBus, count: number) =>
  eventually(async () => {
    const manager = await jetstreamManager(bus.connection)
    const [consumer] = await manager.consumers.list(streamName).next()
    return (consumer?.delivered.consumer_seq ?? 0) >= count
  })

const upTo = (position: number) => Array.from({ length: position }, (_, i) => i + 1)

suite('following the stream', () => {
  test('delivers every event once, in order, in batches', async () => {
    await using bus = await openTestBus()
    await relay(bus, testLog(5_003))
    await using reader = following(bus)
    await reader.reached(5_003)
    assert.deepEqual(reader.told.positions, upTo(5_003))
    assert.ok(reader.told.batches.length < 1_000)
    assert.ok(Math.max(...reader.told.batches) <= 2_000)
  })

  test('delivers new events, to the last one, however many come at once', async () => {
    await using bus = await openTestBus()
    const log = testLog(1)
    await relay(bus, log)
    await using reader = following(bus)
    await reader.reached(1)
    for (const count of [1, 600, 1_499, 1_501, 3]) {
      log.append(count)
      await relay(bus, log)
      await reader.reached(log.rows.length, 3_000)
    }
    assert.deepEqual(reader.told.positions, upTo(log.rows.length))
  })

  test('begins behind the checkpoint', async () => {
    await using bus = await openTestBus()
    await relay(bus, testLog(10))
    await using reader = following(bus, { afterSeq: async () => 7 })
    await reader.reached(10)
    assert.deepEqual(reader.told.positions, [8, 9, 10])
  })

  test('waits quietly while there is no stream', async () => {
    await using bus = await openTestBus()
    await using reader = following(bus)
    const log = testLog(3)
    await relay(bus, log)
    await reader.reached(3)
    assert.deepEqual(reader.told.interrupted, [])
  })

  test('skips unwanted types, but moves the position', async () => {
    await using bus = await openTestBus()
    const log = testLog(3)
    log.append(2, 'RunResumed')
    await relay(bus, log)
    await using reader = following(bus, { wants: (type) => type === 'RunPaused' })
    await reader.reached(5)
    assert.deepEqual(reader.told.positions, [1, 2, 3])
  })

  test('gets only the requested subjects', async () => {
    await using bus = await openTestBus()
    const log = testLog(2)
    log.append(2, 'AccountPaused')
    log.append(1)
    await relay(bus, log)
    await using reader = following(bus, { filter: 'pressrun.events.account.>' })
    await reader.reached(4)
    assert.deepEqual(reader.told.positions, [3, 4])
  })

  test('reports undecodable messages, and goes on', async () => {
    await using bus = await openTestBus()
    const log = testLog(1)
    log.append(1, 'RunStarted', 'null')
    log.append(1)
    await relay(bus, log)
    await using reader = following(bus)
    await reader.reached(3)
    assert.deepEqual(reader.told.positions, [1, 3])
    assert.deepEqual(reader.undecodable, [['pressrun.events.run.RunStarted', 2]])
  })
})

suite('faults while following', () => {
  test('a reader that throws begins again at its checkpoint', async () => {
    await using bus = await openTestBus()
    const log = testLog(10)
    await relay(bus, log)
    let fault: Error | undefined = new Error('no')
    await using reader = following(bus, {
      onEvents: async (events) => {
        if (!fault || (events.at(-1)?.position ?? 0) <= 10) return
        const once = fault
        fault = undefined
        throw once
      },
    })
    await reader.reached(10)
    log.append(10)
    await relay(bus, log)
    await reader.reached(20)
    assert.deepEqual(reader.told.positions, upTo(20))
    assert.equal(reader.told.interrupted.length, 1)
  })

  test('an unreadable checkpoint is requested again', async () => {
    await using bus = await openTestBus()
    await relay(bus, testLog(2))
    let asked = 0
    await using reader = following(bus, {
      afterSeq: async () => {
        if ((asked += 1) === 1) throw new Error('no database')
        return 0
      },
    })
    await reader.reached(2)
    assert.equal(reader.told.interrupted.length, 1)
  })

  test('a stream that was deleted and filled again is not delivered twice', async () => {
    await using bus = await openTestBus()
    const log = testLog(10)
    await relay(bus, log)
    await using reader = following(bus)
    await reader.reached(10)
    await (await jetstreamManager(bus.connection)).streams.delete(streamName)
    await eventually(() => reader.told.interrupted.length > 0)
    log.append(5)
    await eventually(() => relay(bus, log).then(() => true))
    await reader.reached(15)
    assert.deepEqual(reader.told.positions, upTo(15))
    assert.ok(reader.told.interrupted.length < 5)
  })

  test('a foreign message stops the reader, and the row it displaced is delivered', async () => {
    await using bus = await openTestBus()
    const log = testLog(10)
    await relay(bus, log)
    const made = new Set<string>()
    await using reader = following(bus, { onStream: async (madeAt) => void made.add(madeAt) })
    await reader.reached(10)
    await bus.connection.request('pressrun.events.run.RunPaused', 'of others')
    log.append(5)
    await eventually(() => reader.told.interrupted.length > 1)
    assert.match(String(reader.told.interrupted[0]), /message 11 of the stream is not of Pressrun/)
    assert.deepEqual(reader.told.positions, upTo(10))
    await eventually(() => relay(bus, log).then(() => true))
    await reader.reached(15)
    assert.deepEqual(reader.told.positions, upTo(15))
    assert.equal(made.size, 2, 'it was told that the stream was replaced')
  })

  test('goes on after nats-server was killed and came back', async () => {
    await using bus = await openTestBus()
    const log = testLog(10)
    await relay(bus, log)
    await using reader = following(bus)
    await reader.reached(10)
    await bus.crash()
    await bus.restart()
    log.append(5)
    await eventually(() => relay(bus, log).then(() => true), { within: 20_000 })
    await reader.reached(15)
    assert.deepEqual(reader.told.positions, upTo(15))
  })

  test('pauses when it is far behind, and misses nothing', async () => {
    await using bus = await openTestBus()
    await relay(bus, testLog(45_000))
    const slow = Promise.withResolvers<void>()
    let first = true
    await using reader = following(bus, {
      onEvents: async () => {
        if (first) await slow.promise
        first = false
      },
    })
    await arrived(bus, 20_000)
    slow.resolve()
    await reader.reached(45_000)
    assert.deepEqual(reader.told.positions, upTo(45_000))
  })
})

suite('the end of following', () => {
  test('comes with the signal, however early, and leaves no listener', async () => {
    await using bus = await openTestBus()
    for (let turns = 0; turns < 30; turns++) {
      const reader = following(bus)
      for (let i = 0; i < turns; i++) await new Promise(setImmediate)
      await reader.stop()
      assert.equal(getEventListeners(reader.signal, 'abort').length, 0)
    }
  })

  test('delivers nothing more of what had arrived', async () => {
    await using bus = await openTestBus()
    await relay(bus, testLog(6_000))
    const ended = new AbortController()
    let batches = 0
    const over = follow({
      connection: bus.connection,
      afterSeq: async () => 0,
      wants: () => true,
      onInterrupted: () => {},
      onUndecodable: () => {},
      onEvents: async () => {
        batches += 1
        await arrived(bus, 3_000)
        ended.abort()
      },
      signal: ended.signal,
    })
    await over
    assert.equal(batches, 1)
  })

  test('leaves no consumer behind, nor does a restart', async () => {
    await using bus = await openTestBus()
    const log = testLog(10)
    await relay(bus, log)
    let faults = 3
    const reader = following(bus, {
      onEvents: async () => {
        if (faults-- > 0) throw new Error('no')
      },
    })
    await reader.reached(10)
    const manager = await jetstreamManager(bus.connection)
    const consumers = async () => (await manager.streams.info(streamName)).state.consumer_count
    assert.equal(await consumers(), 1)
    await reader.stop()
    assert.equal(await consumers(), 0)
  })

  test('comes with the signal while NATS is away', async () => {
    await using bus = await openTestBus()
    const reader = following(bus)
    await bus.crash()
    await reader.stop()
  })
})

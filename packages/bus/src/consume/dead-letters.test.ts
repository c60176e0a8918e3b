import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { jetstreamManager } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import { decodeChunk, UndecodableEvent, type RecordedEvent } from '@pressrun/events'
import { eventually } from '@pressrun/tests'
import { openTestBus, quietObserver, testLog, type TestBus, type TestLog } from '../bus.fixture.ts'
import { Relay } from '../relay/relay.ts'
import { durableConsumer, redeliveryStream } from '../topology.ts'
import { consume, type ConsumeOptions } from './consume.ts'
import { countDeadLetters, findDeadLetter, listDeadLetters, redeliver } from './dead-letters.ts'
import {
  done,
  giveUp,
  reactionToEach,
  retry,
  type Delivery,
  type ReactionOutcome,
} from './reaction.ts'

const forever = new AbortController().signal
const relay = (bus: TestBus, source: TestLog) =>
  new Relay({ connection: bus.connection, source, observer: quietObserver }).drain(forever)

type ToEach = (event: RecordedEvent, delivery: Delivery) => Promise<ReactionOutcome>

type Consuming = {
  readonly name?: string
  readonly reaction: ToEach
  readonly decode?: ConsumeOptions['decode']
}

/** A process that consumes until it is disposed. */
function consuming(connection: NatsConnection, { name = 'test', reaction, ...options }: Consuming) {
  const ended = new AbortController()
  const gaveUp: string[] = []
  const over = consume({
    connection,
    consumer: durableConsumer(name, 'pressrun.events.run.>', 100),
    ...options,
    reaction: reactionToEach(reaction),
    observer: {
      settled: () => {},
      faulted: () => {},
      gaveUp: (reason) => gaveUp.push(reason),
      interrupted: () => {},
    },
    signal: ended.signal,
  })
  const stop = async () => {
    ended.abort()
    await over
  }
  return { gaveUp, stop, [Symbol.asyncDispose]: stop }
}

const list = ({ connection }: TestBus) => listDeadLetters(connection, { after: 0, limit: 100 })

/** The only dead letter, once there is one. */
async function theLetter(bus: TestBus) {
  await eventually(async () => (await list(bus)).length > 0)
  const [letter, ...others] = await list(bus)
  assert.deepEqual(others, [])
  return letter ?? assert.fail()
}

const settled = async (bus: TestBus) => {
  const manager = await jetstreamManager(bus.connection)
  return (await manager.streams.info(redeliveryStream)).state.messages === 0
}

suite('dead letters', { concurrency: true }, () => {
  test('name the event, the consumer that gave it up, and the reason', async () => {
    await using bus = await openTestBus()
    await relay(bus, testLog(2))
    const reaction: ToEach = async ({ position }, { number }) => {
      if (position === 1) return done
      return number === 1 ? retry(1, 'not yet') : giveUp('odd')
    }
    await using _consumer = consuming(bus.connection, { reaction })
    const { at, payload, ...letter } = await theLetter(bus)
    assert.deepEqual(letter, {
      id: '1-2',
      sequence: 1,
      consumer: 'test',
      positions: { first: 2, last: 2 },
      eventId: 'event_01kmwd4km00000000000000002',
      streamSequence: 2,
      subject: 'pressrun.events.run.RunPaused',
      reason: 'odd',
      deliveries: 2,
    })
    assert.equal(decodeChunk(letter.subject, payload)[0]?.position, 2)
    assert.ok(Math.abs(Date.parse(at) - Date.now()) < 60_000)
    assert.deepEqual([...(await countDeadLetters(bus.connection))], [['test', 1]])
  })

  test('are listed in pages, the oldest first, with any removed between', async () => {
    await using bus = await openTestBus()
    assert.deepEqual(await list(bus), [])
    assert.deepEqual([...(await countDeadLetters(bus.connection))], [])
    await relay(bus, testLog(7))
    let isRepaired = false
    const reaction: ToEach = async () => (isRepaired ? done : giveUp('odd'))
    await using _consumer = consuming(bus.connection, { reaction })
    await eventually(async () => (await list(bus)).length === 7)
    const [, second, third] = await list(bus)
    assert.ok(second && third)
    isRepaired = true
    for (const letter of [second, third]) await redeliver(bus.connection, letter)
    await eventually(async () => (await list(bus)).length === 5)
    const page = (after: number) => listDeadLetters(bus.connection, { after, limit: 3 })
    assert.deepEqual(
      (await page(0)).map(({ sequence }) => sequence),
      [1, 4, 5],
    )
    assert.deepEqual(
      (await page(5)).map(({ sequence }) => sequence),
      [6, 7],
    )
  })

  test('are not found by another id, nor after their stream was made anew', async () => {
    await using bus = await openTestBus()
    await relay(bus, testLog(1))
    await using _consumer = consuming(bus.connection, { reaction: async () => giveUp('odd') })
    const { id } = await theLetter(bus)
    assert.equal((await findDeadLetter(bus.connection, id))?.id, id)
    for (const other of ['1-2', '2-1', '01-1', '1', 'x', ''])
      assert.equal(await findDeadLetter(bus.connection, other), undefined, other)
  })
})

suite('delivering a dead letter again', { concurrency: true }, () => {
  test('makes the consumer that gave it up react again, no other, and removes it', async () => {
    await using bus = await openTestBus()
    await relay(bus, testLog(1))
    let isRepaired = false
    const numbers: number[] = []
    const reaction: ToEach = async (_, { number }) => {
      numbers.push(number)
      return isRepaired ? done : giveUp('odd')
    }
    let others = 0
    const other: ToEach = async () => {
      others += 1
      return done
    }
    await using _consumer = consuming(bus.connection, { reaction })
    await using _other = consuming(bus.connection, { name: 'other', reaction: other })
    const letter = await theLetter(bus)
    isRepaired = true
    await redeliver(bus.connection, letter)
    await eventually(async () => (await list(bus)).length === 0 && (await settled(bus)))
    // The largest count of deliveries that may have left it half done.
    assert.deepEqual(numbers, [1, 1])
    assert.equal(others, 1)
  })

  test('of several events repeats the one that was given up, and no other', async () => {
    await using bus = await openTestBus()
    const log = testLog()
    log.appendList(4)
    await relay(bus, log)
    let isRepaired = false
    const seen: number[] = []
    const reaction: ToEach = async ({ position }) => {
      seen.push(position)
      return position === 3 && !isRepaired ? giveUp('odd') : done
    }
    await using _consumer = consuming(bus.connection, { reaction })
    const letter = await theLetter(bus)
    assert.deepEqual(letter.positions, { first: 3, last: 3 })
    isRepaired = true
    await redeliver(bus.connection, letter)
    await eventually(async () => (await list(bus)).length === 0 && (await settled(bus)))
    assert.deepEqual(seen, [1, 2, 3, 4, 3])
  })

  test('of an undecodable message repeats all of its events', async () => {
    await using bus = await openTestBus()
    const log = testLog()
    log.appendList(3)
    await relay(bus, log)
    const decode = () => {
      throw new UndecodableEvent('of a later version')
    }
    const older = consuming(bus.connection, { reaction: async () => done, decode })
    const letter = await theLetter(bus)
    assert.deepEqual([letter.positions, letter.eventId], [{ first: 1, last: 3 }, undefined])
    await older.stop()
    const seen: number[] = []
    const reaction: ToEach = async ({ position }) => {
      seen.push(position)
      return done
    }
    await redeliver(bus.connection, letter)
    await using _newer = consuming(bus.connection, { reaction })
    await eventually(async () => (await list(bus)).length === 0)
    assert.deepEqual(seen, [1, 2, 3])
  })

  test('keeps it when it is given up again', async () => {
    await using bus = await openTestBus()
    await relay(bus, testLog(1))
    await using consumer = consuming(bus.connection, { reaction: async () => giveUp('odd') })
    const letter = await theLetter(bus)
    await redeliver(bus.connection, letter)
    await eventually(async () => consumer.gaveUp.length === 2 && (await settled(bus)))
    assert.deepEqual(await list(bus), [letter])
  })

  test('succeeds for an undecodable message when a newer version can decode it', async () => {
    await using bus = await openTestBus()
    await relay(bus, testLog(1))
    const seen: number[] = []
    const reaction: ToEach = async ({ position }) => {
      seen.push(position)
      return done
    }
    const decode = () => {
      throw new UndecodableEvent('of a later version')
    }
    const older = consuming(bus.connection, { reaction, decode })
    const letter = await theLetter(bus)
    assert.deepEqual([letter.reason, letter.positions], ['undecodable', { first: 1, last: 1 }])
    await redeliver(bus.connection, letter)
    await eventually(() => older.gaveUp.length === 2)
    await older.stop()
    assert.deepEqual(seen, [])
    await redeliver(bus.connection, letter)
    await using _newer = consuming(bus.connection, { reaction })
    await eventually(async () => (await list(bus)).length === 0)
    assert.deepEqual(seen, [1])
  })

  test('waits for the consumer, is retried while it has to, and a second request changes nothing', async () => {
    await using bus = await openTestBus()
    await relay(bus, testLog(1))
    const first = consuming(bus.connection, { reaction: async () => giveUp('odd') })
    const letter = await theLetter(bus)
    await first.stop()
    for (let times = 0; times < 2; times++) await redeliver(bus.connection, letter)
    const numbers: number[] = []
    const reaction: ToEach = async (_, { number }) => {
      numbers.push(number)
      return number === 1 ? retry(50, 'not yet') : done
    }
    await using _again = consuming(bus.connection, { reaction })
    await eventually(async () => (await list(bus)).length === 0 && (await settled(bus)))
    assert.ok(numbers.includes(1) && numbers.includes(2))
  })
})

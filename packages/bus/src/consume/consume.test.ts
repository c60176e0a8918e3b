import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { suite, test } from 'node:test'
import { jetstreamManager } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import type { RecordedEvent } from '@pressrun/events'
import { eventually } from '@pressrun/tests'
import { openTestBus, quietObserver, testLog, type TestBus, type TestLog } from '../bus.fixture.ts'
import { Relay } from '../relay/relay.ts'
import { deadLetterStream, durableConsumer, streamName } from '../topology.ts'
import { consume } from './consume.ts'
import {
  done,
  giveUp,
  reactionToEach,
  retry,
  type Delivery,
  type Reaction,
  type ReactionOutcome,
} from './reaction.ts'

const forever = new AbortController().signal
const durable = (pendingMax = 100) => durableConsumer('test', 'pressrun.events.run.>', pendingMax)

const relay = (bus: TestBus, source: TestLog) =>
  new Relay({ connection: bus.connection, source, observer: quietObserver }).drain(forever)

type ToEach = (event: RecordedEvent, delivery: Delivery) => Promise<ReactionOutcome>

/** A process that consumes until it is disposed. */
function consuming(
  connection: NatsConnection,
  toEach: ToEach,
  consumer?: Consumer,
  busyMax?: number,
) {
  return consumingMessages(connection, reactionToEach(toEach), consumer, busyMax)
}

type Consumer = ReturnType<typeof durable>

function consumingMessages(
  connection: NatsConnection,
  reaction: Reaction,
  consumer: Consumer = durable(),
  busyMax?: number,
) {
  const ended = new AbortController()
  const observed = {
    settled: [] as ReactionOutcome['kind'][],
    /** Called with each outcome. */
    onSettled: () => {},
    faults: [] as unknown[],
    gaveUp: [] as string[],
    interrupted: [] as unknown[],
  }
  const over = consume({
    connection,
    consumer,
    busyMax,
    reaction,
    observer: {
      settled: (kind) => {
        observed.settled.push(kind)
        observed.onSettled()
      },
      faulted: (cause) => observed.faults.push(cause),
      gaveUp: (reason) => observed.gaveUp.push(reason),
      interrupted: (cause) => observed.interrupted.push(cause),
    },
    signal: ended.signal,
  })
  const stop = async () => {
    ended.abort()
    await over
  }
  return { told: observed, signal: ended.signal, stop, over, [Symbol.asyncDispose]: stop }
}

/** Stores the positions it was given, in order. */
function remembering(answer: (event: RecordedEvent, time: number) => ReactionOutcome = () => done) {
  const seen: number[] = []
  const reaction: ToEach = async (event) => {
    seen.push(event.position)
    return answer(event, seen.filter((position) => position === event.position).length)
  }
  return { seen, reaction }
}

const unsettled = async (bus: TestBus) => {
  const manager = await jetstreamManager(bus.connection)
  const info = await manager.consumers.info(streamName, 'test')
  return info.num_ack_pending + info.num_pending
}

suite('consuming', () => {
  test('delivers each message once to a reaction that is done with it', async () => {
    await using bus = await openTestBus()
    await relay(bus, testLog(250))
    const { seen, reaction } = remembering()
    await using _consumer = consuming(bus.connection, reaction)
    await eventually(async () => seen.length === 250 && (await unsettled(bus)) === 0)
    assert.deepEqual(seen, [...new Set(seen)])
  })

  test('may begin before the stream exists', async () => {
    await using bus = await openTestBus()
    const { seen, reaction } = remembering()
    await using consumer = consuming(bus.connection, reaction)
    await relay(bus, testLog(2))
    await eventually(() => seen.length === 2)
    assert.deepEqual(consumer.told.interrupted, [])
  })

  test('shares the messages among the processes of one name', async () => {
    await using bus = await openTestBus()
    const { seen, reaction } = remembering()
    await using _one = consuming(bus.connection, reaction)
    await using _two = consuming(await bus.connect(), reaction)
    await relay(bus, testLog(300))
    await eventually(async () => seen.length >= 300 && (await unsettled(bus)) === 0)
    assert.equal(new Set(seen).size, 300)
    assert.equal(seen.length, 300)
  })

  test('has no more under way than its limit', async () => {
    await using bus = await openTestBus()
    await relay(bus, testLog(50))
    let underWay = 0
    let most = 0
    let count = 0
    const reaction: ToEach = async () => {
      most = Math.max(most, (underWay += 1))
      await new Promise(setImmediate)
      underWay -= 1
      count += 1
      return done
    }
    await using _consumer = consuming(bus.connection, reaction, durable(3))
    await eventually(() => count === 50)
    assert.ok(most <= 3, `${most} at once`)
  })

  test('has more under way while all jobs only wait', async () => {
    await using bus = await openTestBus()
    await relay(bus, testLog(20))
    const hung = Promise.withResolvers<ReactionOutcome>()
    const seen: number[] = []
    const reaction: ToEach = ({ position }) => {
      seen.push(position)
      return position === 20 ? Promise.resolve(done) : hung.promise
    }
    await using consumer = consuming(bus.connection, reaction, durable(), 3)
    await eventually(() => consumer.told.settled.length === 1)
    assert.deepEqual(seen.length, 20)
    hung.resolve(done)
    await eventually(async () => (await unsettled(bus)) === 0)
  })
})

suite('a message of several events', { concurrency: true }, () => {
  /** How many were under way at once at most, by delivery. */
  function counting(answer: (position: number, delivery: number) => Promise<ReactionOutcome>) {
    const underWay = new Map<number, number>()
    const most = new Map<number, number>()
    const seen: [position: number, delivery: number][] = []
    const reaction: ToEach = async ({ position }, { number }) => {
      seen.push([position, number])
      const now = (underWay.get(number) ?? 0) + 1
      underWay.set(number, now)
      most.set(number, Math.max(most.get(number) ?? 0, now))
      await new Promise(setImmediate)
      const outcome = await answer(position, number)
      underWay.set(number, (underWay.get(number) ?? 0) - 1)
      return outcome
    }
    return { most, seen, reaction }
  }

  test('is acknowledged when all of them are done, and not before', async () => {
    await using bus = await openTestBus()
    const log = testLog()
    log.appendList(64)
    await relay(bus, log)
    const last = Promise.withResolvers<ReactionOutcome>()
    const { seen, most, reaction } = counting(async (position) =>
      position === 64 ? last.promise : done,
    )
    await using consumer = consuming(bus.connection, reaction)
    await eventually(() => consumer.told.settled.length === 63)
    assert.equal(await unsettled(bus), 1)
    last.resolve(done)
    await eventually(async () => (await unsettled(bus)) === 0)
    assert.deepEqual(seen, upTo(64, 1))
    assert.equal(most.get(1), 64)
  })

  test('runs no more jobs than the limit, and requests no more than fit', async () => {
    await using bus = await openTestBus()
    const log = testLog()
    for (let i = 0; i < 30; i++) log.appendList(40)
    await relay(bus, log)
    const held = Promise.withResolvers<ReactionOutcome>()
    let answer: () => Promise<ReactionOutcome> = () => held.promise
    const { most, seen, reaction } = counting(() => answer())
    await using _consumer = consuming(bus.connection, reaction, durable(50))
    await eventually(() => seen.length === 50)
    const manager = await jetstreamManager(bus.connection)
    const { num_ack_pending: given } = await manager.consumers.info(streamName, 'test')
    // Jobs under way take all slots: the rest stays with the server, for other processes.
    assert.ok(given <= 2, `${given} messages`)
    answer = async () => done
    held.resolve(done)
    await eventually(async () => seen.length === 1_200 && (await unsettled(bus)) === 0)
    assert.ok((most.get(1) ?? 0) <= 50, `${most.get(1)} at once`)
  })

  test('is delivered as a whole to one of several processes', async () => {
    await using bus = await openTestBus()
    const log = testLog()
    for (let i = 0; i < 40; i++) log.appendList(64)
    await relay(bus, log)
    const [one, two] = [counting(later), counting(later)]
    await using _one = consuming(bus.connection, one.reaction, durable(128))
    await using _two = consuming(await bus.connect(), two.reaction, durable(128))
    await eventually(async () => (await unsettled(bus)) === 0)
    const positions = [...one.seen, ...two.seen].map(([position]) => position)
    assert.deepEqual(new Set(positions).size, positions.length)
    assert.equal(positions.length, 40 * 64)
    assert.ok(one.seen.length > 0 && two.seen.length > 0)
  })

  test('is redelivered as a whole when one event is retried, then one event at a time', async () => {
    await using bus = await openTestBus()
    const log = testLog()
    log.appendList(5)
    await relay(bus, log)
    const { seen, most, reaction } = counting(async (position, delivery) =>
      position === 3 && delivery === 1 ? retry(50, 'not yet') : done,
    )
    await using _consumer = consuming(bus.connection, reaction)
    await eventually(async () => seen.length === 10 && (await unsettled(bus)) === 0)
    assert.deepEqual(seen, [...upTo(5, 1), ...upTo(5, 2)])
    assert.deepEqual([most.get(1), most.get(2)], [5, 1])
  })

  test('a redelivered message of several events is not held up by one slow message', async () => {
    await using bus = await openTestBus()
    const log = testLog()
    log.appendList(4)
    await relay(bus, log)
    const slow = Promise.withResolvers<ReactionOutcome>()
    const { seen, reaction } = counting(async (position, delivery) => {
      if (delivery === 1) return retry(50, 'not yet')
      return position === 2 ? slow.promise : done
    })
    await using consumer = consuming(bus.connection, reaction)
    await eventually(() => consumer.told.settled.length === 4 + 3)
    assert.deepEqual(seen.slice(4), upTo(4, 2))
    assert.equal(await unsettled(bus), 1)
    slow.resolve(done)
    await eventually(async () => (await unsettled(bus)) === 0)
  })

  test('is passed as a whole to a reaction that handles whole messages', async () => {
    await using bus = await openTestBus()
    const log = testLog(1)
    log.appendList(5)
    await relay(bus, log)
    const seen: [positions: number[], delivery: number][] = []
    const reaction: Reaction = ({ events, delivery, each }) => {
      seen.push([events.map(({ position }) => position), delivery.number])
      return each(async ({ position }) =>
        position === 4 && delivery.number === 1 ? retry(50, 'not yet') : done,
      )
    }
    await using consumer = consumingMessages(bus.connection, reaction)
    await eventually(async () => seen.length === 3 && (await unsettled(bus)) === 0)
    const list = [2, 3, 4, 5, 6]
    assert.deepEqual(seen, [
      [[1], 1],
      [list, 1],
      [list, 2],
    ])
    assert.equal(consumer.told.settled.length, 11)
  })

  test('comes again when its reaction throws, and takes no slot meanwhile', async () => {
    await using bus = await openTestBus()
    const log = testLog()
    log.appendList(5)
    await relay(bus, log)
    const fault = new Error('no')
    const reaction: Reaction = ({ delivery, each }) => {
      if (delivery.number === 1) throw fault
      return each(async () => done)
    }
    await using consumer = consumingMessages(bus.connection, reaction, durable(5))
    await eventually(async () => (await unsettled(bus)) === 0)
    assert.deepEqual(consumer.told.interrupted, [fault])
    assert.equal(consumer.told.settled.length, 5)
  })

  test('sends one event that is given up to the dead letters, and none of the others', async () => {
    await using bus = await openTestBus()
    const log = testLog(1)
    log.appendList(4)
    await relay(bus, log)
    const { seen, reaction } = counting(async (position) => (position === 3 ? giveUp('odd') : done))
    await using consumer = consuming(bus.connection, reaction)
    await eventually(async () => seen.length === 5 && (await unsettled(bus)) === 0)
    assert.deepEqual(consumer.told.settled.toSorted(), ['done', 'done', 'done', 'done', 'give-up'])
    const manager = await jetstreamManager(bus.connection)
    const letter = await manager.streams.getMessage(deadLetterStream, { seq: 1 })
    assert.deepEqual(
      ['Pressrun-Reason', 'Pressrun-Sequence', 'Pressrun-Events'].map((name) =>
        letter?.header.get(name),
      ),
      ['odd', '2', '3-3'],
    )
    assert.equal((await manager.streams.info(deadLetterStream)).state.messages, 1)
  })

  test('half done by a process that died, goes to another as a whole', async () => {
    await using bus = await openTestBus()
    const log = testLog()
    log.appendList(6)
    await relay(bus, log)
    const dying = await bus.connect()
    const hung = Promise.withResolvers<ReactionOutcome>()
    const first = counting((position) => (position > 3 ? hung.promise : Promise.resolve(done)))
    const dead = consuming(dying, first.reaction)
    await eventually(() => dead.told.settled.length === 3)
    await dying.close()
    const heir = counting(async () => done)
    await using _heir = consuming(bus.connection, heir.reaction)
    await eventually(async () => heir.seen.length === 6 && (await unsettled(bus)) === 0, {
      within: 15_000,
    })
    assert.deepEqual(heir.seen, upTo(6, 2))
    assert.equal(heir.most.get(2), 1)
    hung.resolve(done)
    await dead.stop()
  })

  const later = async () => {
    await new Promise(setImmediate)
    return done
  }
  const upTo = (count: number, delivery: number) =>
    Array.from({ length: count }, (_, i) => [i + 1, delivery])
})

suite('settling a message', { concurrency: true }, () => {
  test('a retry comes again after its pause', async () => {
    await using bus = await openTestBus()
    await relay(bus, testLog(1))
    const times: number[] = []
    const { seen, reaction } = remembering((_, time) => {
      times.push(performance.now())
      return time === 1 ? retry(300, 'not yet') : done
    })
    await using consumer = consuming(bus.connection, reaction)
    await eventually(async () => seen.length === 2 && (await unsettled(bus)) === 0)
    assert.ok((times[1] ?? 0) - (times[0] ?? 0) >= 290)
    assert.deepEqual(consumer.told.settled, ['retry', 'done'])
  })

  test('a reaction that throws is retried, and reported', async () => {
    await using bus = await openTestBus()
    await relay(bus, testLog(1))
    const fault = new Error('no')
    const { seen, reaction } = remembering((_, time) => {
      if (time === 1) throw fault
      return done
    })
    await using consumer = consuming(bus.connection, reaction)
    await eventually(async () => seen.length === 2 && (await unsettled(bus)) === 0)
    assert.deepEqual(consumer.told.faults, [fault])
  })

  test('a failure beside the reaction is reported, and the message comes again', async () => {
    await using bus = await openTestBus()
    await relay(bus, testLog(1))
    const { seen, reaction } = remembering()
    await using consumer = consuming(bus.connection, reaction)
    const fault = new Error('no more metrics')
    consumer.told.onSettled = () => {
      consumer.told.onSettled = () => {}
      throw fault
    }
    await eventually(async () => seen.length === 2 && (await unsettled(bus)) === 0)
    assert.deepEqual(consumer.told.interrupted, [fault])
  })

  test('a message that is given up is stored once as a dead letter, and never comes again', async () => {
    await using bus = await openTestBus()
    await relay(bus, testLog(2))
    const { seen, reaction } = remembering((event) => (event.position === 1 ? giveUp('odd') : done))
    await using consumer = consuming(bus.connection, reaction)
    await eventually(async () => seen.length === 2 && (await unsettled(bus)) === 0)
    assert.deepEqual(consumer.told.gaveUp, ['odd'])
    assert.deepEqual(await deadLetters(bus), [['pressrun.dead.test', 'odd', '1']])
  })

  test('an undecodable message is a dead letter at once', async () => {
    await using bus = await openTestBus()
    const log = testLog(1)
    log.append(1, 'RunStarted', 'null')
    log.append(1)
    await relay(bus, log)
    const { seen, reaction } = remembering()
    await using _consumer = consuming(bus.connection, reaction)
    await eventually(async () => seen.length === 2 && (await unsettled(bus)) === 0)
    assert.deepEqual(await deadLetters(bus), [['pressrun.dead.test', 'undecodable', '2']])
  })

  test('foreign messages are skipped: they push no dead letter out', async () => {
    await using bus = await openTestBus()
    const log = testLog(1)
    await relay(bus, log)
    const { seen, reaction } = remembering()
    await using consumer = consuming(bus.connection, reaction)
    for (const payload of ['', 'null', '{', new Uint8Array(900_000)])
      await bus.connection.request('pressrun.events.run.RunPaused', payload)
    await eventually(async () => seen.length === 1 && (await unsettled(bus)) === 0)
    assert.deepEqual(consumer.told.gaveUp, [])
    assert.deepEqual(await deadLetters(bus), [])
    log.append(1)
    await relay(bus, log)
    await eventually(() => seen.includes(2))
  })

  async function deadLetters(bus: TestBus): Promise<(string | undefined)[][]> {
    const manager = await jetstreamManager(bus.connection)
    const { state } = await manager.streams.info(deadLetterStream)
    const letters = Array.from({ length: state.messages }, (_, i) =>
      manager.streams.getMessage(deadLetterStream, { seq: i + 1 }),
    )
    return (await Promise.all(letters)).map((letter) => [
      letter?.subject,
      letter?.header.get('Pressrun-Reason'),
      letter?.header.get('Pressrun-Sequence'),
    ])
  }
})

/** Work under way sends three of these in the time that the server waits for one. */
const signsLongerThanAckWait = 4

/** Counts how often consumers report work in progress. */
function signsOfLife(connection: NatsConnection): { count: number } {
  const signs = { count: 0 }
  connection.subscribe('$JS.ACK.>', {
    callback: (_error, sign) => void (sign.string() === '+WPI' && (signs.count += 1)),
  })
  return signs
}

suite('faults while consuming', { concurrency: true }, () => {
  test('messages of a dead process go to another within 15 s', async () => {
    await using bus = await openTestBus()
    await relay(bus, testLog(1))
    const dying = await bus.connect()
    const hung = Promise.withResolvers<ReactionOutcome>()
    const given = Promise.withResolvers<void>()
    const dead = consuming(dying, () => {
      given.resolve()
      return hung.promise
    })
    await given.promise
    await dying.close()
    const { seen, reaction } = remembering()
    await using _heir = consuming(bus.connection, reaction)
    await eventually(() => seen.length === 1, { within: 15_000 })
    // Its late ack finds no connection: that is reported, and ends nothing.
    hung.resolve(done)
    await dead.stop()
  })

  test('messages of a dead process go to the live ones as soon as another begins', async () => {
    await using bus = await openTestBus()
    const log = testLog(3)
    await relay(bus, log)
    const hung = Promise.withResolvers<ReactionOutcome>()
    const [dying, living] = [await bus.connect(), await bus.connect()]
    const ofDead: number[] = []
    const ofLiving: number[] = []
    const ofNext: number[] = []
    const keep = (seen: number[]) => (event: RecordedEvent) => {
      seen.push(event.position)
      return hung.promise
    }
    const dead = consuming(dying, keep(ofDead))
    await eventually(() => ofDead.length === 3)
    await using _living = consuming(living, keep(ofLiving))
    log.append(3)
    await relay(bus, log)
    await eventually(() => ofDead.length + ofLiving.length === 6)
    await dying.close()
    const beganAt = performance.now()
    await using _next = consuming(bus.connection, keep(ofNext))
    await eventually(() => ofLiving.length + ofNext.length === 6)
    assert.ok(performance.now() - beganAt < 3_000, 'earlier than the ack wait')
    assert.deepEqual(new Set([...ofLiving, ...ofNext]), new Set([1, 2, 3, 4, 5, 6]))
    hung.resolve(done)
    await dead.stop()
  })

  test('a message under way for longer than the ack wait is not redelivered', async () => {
    await using bus = await openTestBus()
    await relay(bus, testLog(1))
    const slow = Promise.withResolvers<ReactionOutcome>()
    let given = 0
    const reaction: ToEach = () => ((given += 1), slow.promise)
    await using _consumer = consuming(bus.connection, reaction)
    await eventually(() => given === 1)
    const manager = await jetstreamManager(bus.connection)
    const signs = signsOfLife(await bus.connect())
    await eventually(() => signs.count >= signsLongerThanAckWait, { within: 30_000 })
    assert.equal(given, 1)
    slow.resolve(done)
    await eventually(async () => (await unsettled(bus)) === 0)
    assert.equal((await manager.consumers.info(streamName, 'test')).num_redelivered, 0)
  })

  test('a consumer that was deleted is made again, without its deliveries', async () => {
    await using bus = await openTestBus()
    const log = testLog()
    const deliveries: [position: number, delivery: Delivery][] = []
    await using consumer = consuming(bus.connection, async ({ position }, delivery) => {
      deliveries.push([position, delivery])
      return done
    })
    const manager = await jetstreamManager(bus.connection)
    const isThere = () => manager.consumers.info(streamName, 'test').then(() => true)
    await eventually(() => isThere().catch(() => false))
    const appendNow = async () => {
      log.append(1)
      log.rows.push({ ...(log.rows.pop() ?? assert.fail()), at: new Date().toISOString() })
      await relay(bus, log)
    }
    await appendNow()
    await eventually(() => deliveries.length === 1)
    await manager.consumers.delete(streamName, 'test')
    await eventually(() => deliveries.length === 2, { within: 20_000 })
    await appendNow()
    await eventually(() => deliveries.length === 3)
    assert.ok(consumer.told.interrupted.length > 0)
    assert.deepEqual(deliveries, [
      [1, { number: 1 }],
      [1, { number: 1, forgotten: true }],
      [2, { number: 1 }],
    ])
  })

  test('goes on after nats-server was killed and came back', async () => {
    await using bus = await openTestBus()
    const log = testLog(5)
    await relay(bus, log)
    const { seen, reaction } = remembering()
    await using _consumer = consuming(bus.connection, reaction)
    await eventually(async () => seen.length === 5 && (await unsettled(bus)) === 0)
    await bus.crash()
    await bus.restart()
    log.append(5)
    await eventually(() => relay(bus, log).then(() => true), { within: 20_000 })
    await eventually(() => seen.includes(10), { within: 20_000 })
  })
})

suite('the end of consuming', () => {
  test('waits for what is under way, and settles it', async () => {
    await using bus = await openTestBus()
    await relay(bus, testLog(1))
    const slow = Promise.withResolvers<ReactionOutcome>()
    let given = 0
    const consumer = consuming(bus.connection, () => ((given += 1), slow.promise))
    await eventually(() => given === 1)
    let over = false
    const stopped = consumer.stop().then(() => (over = true))
    await new Promise(setImmediate)
    assert.ok(!over)
    slow.resolve(done)
    await stopped
    await eventually(async () => (await unsettled(bus)) === 0)
    assert.equal(getEventListeners(consumer.signal, 'abort').length, 0)
  })

  test('comes with the signal, however early', async () => {
    await using bus = await openTestBus()
    for (let turns = 0; turns < 30; turns++) {
      const consumer = consuming(bus.connection, async () => done)
      for (let i = 0; i < turns; i++) await new Promise(setImmediate)
      await consumer.stop()
    }
  })

  test('comes with the signal while NATS is away', async () => {
    await using bus = await openTestBus()
    const consumer = consuming(bus.connection, async () => done)
    await bus.crash()
    await consumer.stop()
  })
})

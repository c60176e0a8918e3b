import assert from 'node:assert/strict'
import { afterEach, beforeEach, suite, test } from 'node:test'
import type { ConsumerInfo } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import { eventually } from '@pressrun/tests'
import { openTestBus, quietObserver, testLog, type TestBus } from './bus.fixture.ts'
import { answerUnderWay, handOutAbandoned } from './consume/abandoned.ts'
import { follow } from './consume/follow.ts'
import { watchHeartbeat } from './relay/heartbeat.ts'
import { Relay } from './relay/relay.ts'
import { answerVerifications, requestVerification } from './requests.ts'
import { watchNats } from './watch-nats.ts'

const forever = new AbortController().signal

suite('a foreign message on a subject outside of the stream', () => {
  let bus: TestBus
  let stranger: NatsConnection
  beforeEach(async () => {
    bus = await openTestBus()
    stranger = await bus.connect()
  })
  afterEach(() => bus[Symbol.asyncDispose]())

  const many = async (subject: string, payload = '', count = 2_000) => {
    for (let i = 0; i < count; i++) stranger.publish(subject, payload)
    await stranger.flush()
  }
  const receivedOn = (subject: string) => {
    const received: string[] = []
    stranger.subscribe(subject, {
      callback: (_, message) => void received.push(message.string()),
    })
    return received
  }

  test('does not make a reader start anew: it reads the stream that is there', async () => {
    const log = testLog(3)
    const relay = new Relay({ connection: bus.connection, source: log, observer: quietObserver })
    await relay.drain(forever)
    const ended = new AbortController()
    let begun = 0
    let reached = 0
    const over = follow({
      connection: bus.connection,
      afterSeq: async () => ((begun += 1), reached),
      wants: () => true,
      onEvents: async (_, { seq }) => void (reached = seq),
      onInterrupted: (cause) => assert.fail(String(cause)),
      onUndecodable: () => {},
      signal: ended.signal,
    })
    await eventually(() => reached > 0)
    await many('pressrun.relay.replaced')
    // The server has been asked by then, and a message that comes meanwhile makes it be asked once more.
    await many('pressrun.relay.replaced', 'x'.repeat(100_000), 20)
    log.append(2)
    await relay.drain(forever)
    await eventually(() => reached === log.rows.length)
    assert.equal(begun, 1)
    ended.abort()
    await over
  })

  test('gets a reply on an inbox only', async () => {
    const answering = answerVerifications(bus.connection, async () => ({ outcome: 'verified' }))
    using _underWay = answerUnderWay(bus.connection, ['PRESSRUN', 'publisher'], () => [1])
    await bus.connection.flush()
    const replaced = receivedOn('pressrun.relay.replaced')
    const inStream = receivedOn('pressrun.events.>')
    for (const reply of ['pressrun.relay.replaced', 'pressrun.events.task.TaskDue'])
      for (const subject of [
        'pressrun.requests.verify',
        'pressrun.requests.under-way.PRESSRUN.publisher',
      ])
        stranger.publish(subject, 'account_1', { reply })
    await stranger.flush()
    assert.equal((await requestVerification(stranger, 'account_1')).outcome, 'verified')
    await stranger.flush()
    assert.deepEqual([replaced, inStream], [[], []])
    answering.stop()
  })

  test('is checked with the server one at a time, however many come', async () => {
    const begun: PromiseWithResolvers<void>[] = []
    const answering = answerVerifications(bus.connection, async () => {
      const end = Promise.withResolvers<void>()
      begun.push(end)
      await end.promise
      return { outcome: 'verified' }
    })
    await bus.connection.flush()
    const ask = () => stranger.request('pressrun.requests.verify', 'account_1', { timeout: 20_000 })
    const asked = Array.from({ length: 50 }, ask)
    await stranger.flush()
    // What the server has for this connection has arrived by then.
    await bus.connection.flush()
    assert.equal(begun.length, 1)
    begun[0]?.resolve()
    await eventually(() => begun.length === 2)
    begun[1]?.resolve()
    await Promise.all(asked)
    assert.equal(begun.length, 2)
    answering.stop()
  })

  test('is ignored where it is longer than any valid request', async () => {
    const asked: string[] = []
    const answering = answerVerifications(bus.connection, async (question) => {
      asked.push(question)
      return { outcome: 'verified' }
    })
    await bus.connection.flush()
    stranger.publish('pressrun.requests.verify', 'x'.repeat(900_000), { reply: '_INBOX.x.y' })
    await requestVerification(stranger, 'account_1')
    assert.deepEqual(asked, ['account_1'])
    answering.stop()
  })

  test('is ignored as a list of messages under way unless it is one', async () => {
    stranger.subscribe('pressrun.requests.under-way.>', {
      callback: (_, message) => {
        for (const garbage of ['', 'null', '{"a":1}', '["x", null, 1e99]', '\u0000', '[[1]]'])
          message.respond(garbage)
      },
    })
    await stranger.flush()
    const info = {
      stream_name: 'PRESSRUN',
      name: 'publisher',
      num_ack_pending: 1,
      delivered: { stream_seq: 1, consumer_seq: 1 },
      ack_floor: { stream_seq: 0, consumer_seq: 0 },
    } as ConsumerInfo
    let cuts = 0
    void (async () => {
      for await (const { type } of bus.connection.status()) if (type === 'disconnect') cuts += 1
    })()
    await handOutAbandoned(bus.connection, info, forever)
    await bus.connection.flush()
    assert.equal(cuts, 0)
  })

  test('does not keep standbys from asking for the log now and then, when no process relays', async () => {
    const times = { everyMs: 20, tryAfterMs: 100, stealAfterMs: 300, tryAnywayMs: 400 }
    const heartbeat = watchHeartbeat(bus.connection, times)
    const sending = setInterval(() => stranger.publish('pressrun.relay.heartbeat'), 10)
    assert.equal(await heartbeat.awaitRetry(forever), 'try')
    clearInterval(sending)
  })

  test('is no fault of the relay while the stream lacks nothing of the log', async () => {
    let lacking = false
    const watch = watchNats(bus.connection, { lacks: async () => lacking })
    await bus.connection.flush()
    const claim = JSON.stringify({ fault: 'out-of-space', reason: 'says a stranger' })
    await many('pressrun.relay.fault', claim, 1)
    await bus.connection.flush()
    await watch.check()
    lacking = true
    await assert.rejects(watch.check(), /says a stranger/)
  })
})

import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { jetstreamManager } from '@nats-io/jetstream'
import { headers, nanos, type NatsConnection } from '@nats-io/transport-node'
import { lastIdOf, type Chunk } from '@pressrun/events'
import { eventually } from '@pressrun/tests'
import { openTestBus, quietObserver, testLog, textsInStream, textsOf } from '../bus.fixture.ts'
import type { TestLog } from '../bus.fixture.ts'
import { epochHeader, messageIdHeader, positionsHeader, toMessage } from '../message.ts'
import { lastPosition, streamEnd, streamWitness, type ForeignMessage } from './last-message.ts'
import { streamName } from '../topology.ts'
import { LogRestored, Relay } from './relay.ts'
import { streamFault } from './stream-fault.ts'

const forever = new AbortController().signal
const subject = 'pressrun.events.run.RunPaused'

/** A stream equal to the log, with a relay whose next message would be the eleventh. */
async function stage(rows = 10) {
  await using stack = new AsyncDisposableStack()
  const bus = stack.use(await openTestBus())
  const { connection } = bus
  const log = testLog(rows)
  const replaced: ForeignMessage[] = []
  const observer = {
    ...quietObserver,
    replacing: (foreign: ForeignMessage) => void replaced.push(foreign),
  }
  const newRelay = (source: TestLog = log) => new Relay({ connection, source, observer })
  const relay = newRelay()
  await relay.drain(forever)
  const opened = stack.move()
  return {
    bus,
    connection,
    log,
    replaced,
    relay,
    newRelay,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

/** Like a running relay: a failure is followed by another try. */
async function drained(relay: Relay): Promise<void> {
  const tries = 5
  for (let i = 1; i < tries; i++)
    if (
      await relay.drain(forever).then(
        () => true,
        () => false,
      )
    )
      return
  await relay.drain(forever)
}

async function others(
  connection: NatsConnection,
  count: number,
  payload: string | Uint8Array = 'of others',
  carried = headers(),
): Promise<void> {
  for (let i = 0; i < count; i++) connection.publish(subject, payload, { headers: carried })
  await connection.flush()
}

suite('foreign messages in the stream', () => {
  test('are found before the next row, and the stream is the log again', async () => {
    await using on = await stage()
    await others(on.connection, 1)
    on.log.append(1)
    await drained(on.relay)
    assert.deepEqual(await textsInStream(on.connection), textsOf(on.log))
    assert.deepEqual(on.replaced, [{ seq: 11, subject }])
  })

  test('are found while nothing is relayed', async () => {
    await using on = await stage()
    await others(on.connection, 3)
    on.relay.doubtStream()
    await on.relay.drain(forever)
    assert.deepEqual(await textsInStream(on.connection), textsOf(on.log))
  })

  test('fewer than a batch, ahead of a batch, leave no gap', async () => {
    await using on = await stage()
    await others(on.connection, 3)
    on.log.append(200)
    await assert.rejects(on.relay.drain(forever), /wrong last sequence/)
    assert.ok((await streamEnd(on.connection)).seq > 13, 'rows behind them were taken')
    await drained(on.relay)
    assert.deepEqual(await textsInStream(on.connection), textsOf(on.log))
    assert.deepEqual(on.replaced, [{ seq: 11, subject }])
  })

  test('before rows of a relay that ended without a check are found by the next', async () => {
    await using on = await stage()
    const { connection, log } = on
    await others(connection, 3)
    log.append(64)
    for (const row of log.rows.slice(10)) {
      const message = toMessage(row, 1)
      connection.publish(message.subject, message.payload, { headers: message.headers })
    }
    await connection.flush()
    await eventually(async () => (await streamWitness(connection)).position === 74)
    await on.newRelay().drain(forever)
    assert.deepEqual(await textsInStream(connection), textsOf(log))
    assert.deepEqual(on.replaced, [{ seq: 11, subject }])
  })

  test('in any number hide nothing of how far the stream has seen the log', async () => {
    await using on = await stage(1_000)
    for (const count of [1, 63, 64, 200, 20_000]) {
      await others(on.connection, count)
      const { witness, foreign } = await streamEnd(on.connection)
      assert.equal(witness.position, 1_000)
      assert.equal(witness.id, lastIdOf(on.log.rows[999]!))
      assert.equal(foreign?.subject, subject)
    }
    await assert.rejects(on.newRelay(testLog(999)).drain(forever), LogRestored)
    await on.newRelay().drain(forever)
    assert.deepEqual(await textsInStream(on.connection), textsOf(on.log))
  })

  test('do no harm in a stream without any of ours', async () => {
    await using on = await stage(0)
    await others(on.connection, 100)
    on.log.append(70)
    await drained(on.relay)
    assert.deepEqual(await textsInStream(on.connection), textsOf(on.log))
  })

  test('are found at any size', async () => {
    await using on = await stage()
    await others(on.connection, 70, new Uint8Array(1_000_000))
    on.log.append(1)
    await drained(on.relay)
    assert.deepEqual(await textsInStream(on.connection), textsOf(on.log))
  })

  test('are reported, until the stream is replaced', async () => {
    await using on = await stage()
    const head = async () => 10
    assert.equal(await streamFault(on.connection, head), undefined)
    await others(on.connection, 1)
    assert.match(
      (await streamFault(on.connection, head))?.text ?? '',
      /not of Pressrun \(sequence 11, subject pressrun\.events\.run\.RunPaused\)/,
    )
    await drained(on.newRelay())
    assert.equal(await streamFault(on.connection, head), undefined)
  })

  test('are found even when more keep coming while rows are published', async () => {
    await using on = await stage()
    const timer = setInterval(() => on.connection.publish(subject, 'of others'), 20)
    try {
      for (let i = 0; i < 20; i++) {
        on.log.append(50)
        await on.relay.drain(forever).catch(() => {})
      }
    } finally {
      clearInterval(timer)
    }
    await drained(on.relay)
    on.relay.doubtStream()
    await drained(on.relay)
    assert.deepEqual(await textsInStream(on.connection), textsOf(on.log))
  })
})

suite('foreign messages that imitate ours', () => {
  /** Has the headers of a row, as far as a foreign client can have them accepted. */
  const disguised = (row: Chunk) => {
    const carried = headers()
    carried.set(positionsHeader, `${row.first}-${row.last}`)
    carried.set(epochHeader, '1')
    carried.set(messageIdHeader, lastIdOf(row))
    return carried
  }
  /** Otherwise the server knows the ids of the last two minutes. */
  const forgetIds = async (connection: NatsConnection) => {
    const { streams } = await jetstreamManager(connection)
    await streams.update(streamName, { duplicate_window: nanos(100) })
  }

  test('a copy with all its headers is refused by the server', async () => {
    await using on = await stage()
    const copy = toMessage(on.log.rows[4]!, 1)
    const { headers: all } = copy
    const answer = await on.connection.request(copy.subject, copy.payload, {
      headers: all,
      timeout: 5_000,
    })
    assert.ok(
      answer.string().includes('wrong last sequence') || answer.string().includes('duplicate'),
    )
    assert.deepEqual(await textsInStream(on.connection), textsOf(on.log))
  })

  test('a copy of an old message at the end of the stream hides no row', async () => {
    await using on = await stage()
    const row = on.log.rows[4]!
    await forgetIds(on.connection)
    await eventually(async () => {
      await others(on.connection, 1, toMessage(row, 1).payload, disguised(row))
      return (await lastPosition(on.connection)) === row.last
    })
    on.log.append(3)
    await drained(on.newRelay())
    assert.deepEqual(await textsInStream(on.connection), textsOf(on.log))
    assert.equal(on.replaced[0]?.seq, 11)
  })

  test('one in the place of a row is recognized by its size', async () => {
    await using on = await stage()
    on.log.append(1)
    await others(on.connection, 1, 'of others', disguised(on.log.rows[10]!))
    await drained(on.newRelay())
    assert.deepEqual(await textsInStream(on.connection), textsOf(on.log))
  })

  test('one with the id of the next row does not keep it out', async () => {
    await using on = await stage()
    on.log.append(2)
    const carried = headers()
    carried.set(messageIdHeader, lastIdOf(on.log.rows[10]!))
    await others(on.connection, 1, 'of others', carried)
    await drained(on.relay)
    assert.deepEqual(await textsInStream(on.connection), textsOf(on.log))
  })

  test('one that claims to have seen more than the log has counts as a restore: nothing is copied', async () => {
    await using on = await stage()
    const carried = headers()
    carried.set(positionsHeader, '999-999')
    carried.set(messageIdHeader, 'event_of_others')
    await others(on.connection, 1, 'of others', carried)
    await assert.rejects(on.newRelay().drain(forever), LogRestored)
    assert.deepEqual(on.replaced, [])
  })
})

import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import { startNats } from '@pressrun/cli'
import { eventually, temporaryDirectory } from '@pressrun/tests'
import { textsInStream, textsOf, openTestBus, quietObserver, testLog } from './bus.fixture.ts'
import type { TestBus } from './bus.fixture.ts'
import { connectBus, natsServers } from './connect.ts'
import { consumeStream } from './consume/consume-stream.ts'
import { follow } from './consume/follow.ts'
import { ensureStreams } from './ensure-topology.ts'
import { NatsFault, type NatsFaultName } from './nats-fault.ts'
import { heartbeatTimes } from './relay/heartbeat.ts'
import { runRelay } from './relay/run-relay.ts'
import { requestVerification } from './requests.ts'
import { lastPosition } from './relay/last-message.ts'
import { durableConsumer, streamName, streams } from './topology.ts'
import { watchNats } from './watch-nats.ts'

/** Ten seconds are promised; a machine that is busy with other tests gets more. */
const within = 30_000

/** A relay on the bus's connection, until it is disposed. */
function relaying(bus: TestBus, log: ReturnType<typeof testLog>): AsyncDisposable {
  const ended = new AbortController()
  const done = runRelay({
    connection: bus.connection,
    lockLog: async () => log,
    observer: { ...quietObserver, working: () => {}, failed: () => {} },
    signal: ended.signal,
    times: { ...heartbeatTimes, pollEveryMs: 500 },
  })
  return {
    [Symbol.asyncDispose]: async () => {
      ended.abort()
      await done
    },
  }
}

// Each has a NATS of its own, and waits for it most of the time.
suite('a fault of NATS', { concurrency: 4 }, () => {
  /** The fault that the watch of another process reports, once it is that. */
  const watching = async (bus: TestBus) => {
    const connection = await bus.connect()
    const watch = watchNats(connection)
    let latest: NatsFault | undefined
    const says = async (fault: NatsFaultName | undefined) => {
      const isSaid = async () => {
        latest = await watch.check().then(
          () => undefined,
          (cause: unknown) => cause as NatsFault,
        )
        return latest?.fault === fault
      }
      await eventually(isSaid, { within, what: `${fault ?? 'no fault'} is said` }).catch(
        (cause) => {
          throw new Error(`it says ${latest?.message ?? 'that all is well'}`, { cause })
        },
      )
      return latest?.message ?? ''
    }
    return { connection, says }
  }

  /** Two readers of the stream over a connection, until they are disposed. */
  const reading = (connection: NatsConnection): AsyncDisposable => {
    const ended = new AbortController()
    const { signal } = ended
    const over = Promise.all([
      consumeStream({
        connection,
        stream: streamName,
        consumer: durableConsumer('test', 'pressrun.events.task.>', 100),
        settle: () => ({ jobs: 1, settled: Promise.resolve() }),
        interrupted: () => {},
        signal,
      }),
      follow({
        connection,
        afterSeq: async () => 0,
        wants: () => true,
        onEvents: async () => {},
        onInterrupted: () => {},
        onUndecodable: () => {},
        signal,
      }),
    ])
    return {
      [Symbol.asyncDispose]: async () => {
        ended.abort()
        await over
      },
    }
  }

  test('a fault of NATS that prevents some consumers is reported by the processes that need them', async () => {
    await using bus = await openTestBus()
    const manager = await jetstreamManager(bus.connection)
    for (const settings of streams()) await manager.streams.add({ ...settings, max_consumers: 1 })
    const { connection, says } = await watching(bus)
    await says(undefined)
    await using _reading = reading(connection)
    assert.match(await says('refuses-message'), /maximum consumers limit/)
    const { says: another } = await watching(bus)
    await another(undefined)
    for (const { name } of streams()) await manager.streams.delete(name)
    await says(undefined)
  })

  test('a missing permission in NATS is named', async () => {
    await using bus = await openTestBus()
    await ensureStreams(bus.connection)
    const { authorization } = bus.configuration()
    const denying = (deny: string[]) =>
      bus.reload({
        authorization: { users: [{ ...authorization, permissions: { publish: { deny } } }] },
      })
    await denying(['$JS.API.CONSUMER.>'])
    const { connection, says } = await watching(bus)
    await using _reading = reading(connection)
    assert.match(await says('refuses-message'), /permission.*CONSUMER/i)
    await denying(['of.others'])
    await says(undefined)
  })

  test('a fault of NATS that refuses the credentials for three seconds ends nothing', async () => {
    await using bus = await openTestBus()
    const log = testLog(3)
    await using _relay = relaying(bus, log)
    const { says } = await watching(bus)
    await says(undefined)
    const { authorization } = bus.configuration()
    await bus.reload({ authorization: { ...authorization, password: 'another' } })
    const message = await says('refused')
    assert.match(message, /^NATS at 127\.0\.0\.1:\d+ refuses the credentials of NATS_URL \(/)
    assert.ok(!message.includes(authorization.password))
    const refusedAt = Date.now()
    // The client used to give up when it was refused twice, which takes it a second.
    await eventually(() => Date.now() - refusedAt > 3_000)
    log.append(1)
    await bus.reload({ authorization })
    await says(undefined)
    await eventually(async () => (await lastPosition(bus.connection)) === 4, { within })
    assert.deepEqual(await textsInStream(bus.connection), textsOf(log))
  })

  test('a NATS that hangs is named, and its fault is over when it goes on', async () => {
    await using bus = await openTestBus()
    await ensureStreams(bus.connection)
    const { connection, says } = await watching(bus)
    bus.freeze()
    try {
      assert.match(await says('hung'), /^NATS at 127\.0\.0\.1:\d+ is connected and does not answer/)
      const since = performance.now()
      await assert.rejects(requestVerification(connection, 'account_x'), NatsFault)
      assert.ok(performance.now() - since < 10_000, 'who asks a publisher need not wait as long')
    } finally {
      bus.thaw()
    }
    await says(undefined)
  })

  test('a NATS that is gone is named', async () => {
    await using bus = await openTestBus()
    const { connection, says } = await watching(bus)
    await bus.crash()
    assert.match(await says('away'), /^NATS at 127\.0\.0\.1:\d+ cannot be reached/)
    await assert.rejects(ensureStreams(connection), (cause) => {
      assert.ok(cause instanceof NatsFault)
      return !cause.message.includes('too old')
    })
    await bus.restart()
    await says(undefined)
  })

  test('a max_payload below our messages is announced to all, and over when it is raised again', async () => {
    await using bus = await openTestBus()
    const log = testLog(1)
    await using _relay = relaying(bus, log)
    const { says } = await watching(bus)
    await eventually(async () => (await lastPosition(bus.connection)) === 1, { within })
    await bus.reload({ max_payload: 1_000 })
    log.append(1, 'RunPaused', JSON.stringify({ reason: 'x'.repeat(20_000) }))
    await says('payload-too-large')
    await bus.reload({ max_payload: 1_000_000 })
    await says(undefined)
    await eventually(async () => (await lastPosition(bus.connection)) === 2, { within })
    assert.deepEqual(await textsInStream(bus.connection), textsOf(log))
  })

  test('a store without space is announced to all, and over when there is some again', async () => {
    await using bus = await openTestBus({ fileStoreMaxBytes: 2_000_000 })
    const log = testLog(1)
    await using _relay = relaying(bus, log)
    const { connection, says } = await watching(bus)
    await eventually(async () => (await lastPosition(bus.connection)) === 1, { within })
    const manager = await jetstreamManager(connection)
    await manager.streams.add({ name: 'OTHER', subjects: ['other'] })
    const fill = async () => {
      for (;;) await jetstream(connection).publish('other', 'x'.repeat(50_000))
    }
    await assert.rejects(fill())
    log.append(500, 'RunPaused', JSON.stringify({ reason: 'x'.repeat(1_000) }))
    assert.match(await says('out-of-space'), /has no room for more messages \(/)
    await manager.streams.delete('OTHER')
    await says(undefined)
    await eventually(async () => (await lastPosition(bus.connection)) === 501, { within })
    assert.deepEqual(await textsInStream(bus.connection), textsOf(log))
  })

  test('JetStream that is off is named', async () => {
    await using bus = await openTestBus()
    const { says } = await watching(bus)
    await bus.reload({ jetstream: false })
    await says('no-jetstream')
  })

  test('a start with a wrong password reports that, without the password', async () => {
    await using directory = temporaryDirectory()
    const binary = process.env['PRESSRUN_TEST_NATS_BINARY'] ?? ''
    await using nats = await startNats({ binary, dataDir: directory.path })
    const url = `nats://pressrun:a-wrong-one@127.0.0.1:${nats.port}`
    await assert.rejects(connectBus({ url, name: 'test' }), (cause: Error) => {
      assert.match(
        cause.message,
        /^NATS at nats:\/\/127\.0\.0\.1:\d+ refuses the credentials of NATS_URL \(.*uthoriz/,
      )
      return !cause.message.includes('a-wrong-one')
    })
  })

  test('a server may be given as a bare host, with or without credentials', async () => {
    assert.deepEqual(natsServers('a, u:p@b:1,tls://c'), ['nats://a', 'nats://u:p@b:1', 'tls://c'])
    await assert.rejects(
      connectBus({ url: 'pressrun:a-secret@127.0.0.1:1', name: 'test' }),
      /^NatsFault: NATS at nats:\/\/127\.0\.0\.1:1 cannot be reached/,
    )
  })

  test('a start where nothing listens reports that', async () => {
    await assert.rejects(
      connectBus({ url: 'nats://pressrun:a-secret@127.0.0.1:1', name: 'test' }),
      (cause: Error) => {
        assert.match(
          cause.message,
          /^NATS at nats:\/\/127\.0\.0\.1:1 cannot be reached \(.*REFUSED/,
        )
        return true
      },
    )
  })
})

test('dead letters reserve no space', async () => {
  await using bus = await openTestBus({ fileStoreMaxBytes: 2_000_000 })
  assert.deepEqual(await ensureStreams(bus.connection), [])
})

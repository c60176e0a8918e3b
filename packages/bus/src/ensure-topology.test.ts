import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { jetstreamManager } from '@nats-io/jetstream'
import { nanos } from '@nats-io/transport-node'
import { openTestBus } from './bus.fixture.ts'
import {
  checkServer,
  driftOf,
  ensureConsumer,
  ensureStreams,
  UnsuitableServer,
} from './ensure-topology.ts'
import {
  deadLetterStream,
  redeliveryStream,
  durableConsumer,
  streamName,
  streams,
} from './topology.ts'

suite('supported servers', () => {
  for (const version of ['2.9.10', '2.9.11', '2.10.0-RC.1', '2.15.0', 'v2.11.3'])
    test(`${version} is supported`, () => assert.doesNotThrow(() => checkServer(version, 1)))
  for (const version of ['2.9.9', '2.8.4', '1.4.1', '', 'unknown'])
    test(`${version || 'no version'} is not supported`, () =>
      assert.throws(() => checkServer(version, 1), UnsuitableServer))
  test('several replicas need one that checks sequences soundly', () => {
    assert.throws(() => checkServer('2.10.29', 3), UnsuitableServer)
    assert.doesNotThrow(() => checkServer('2.11.0', 3))
  })
})

suite('ensuring the streams', () => {
  test('creates missing streams, accepts present ones, and is safe to run concurrently', async () => {
    await using bus = await openTestBus()
    const { connection } = bus
    const drifts = await Promise.all([1, 2, 3].map(() => ensureStreams(connection)))
    assert.deepEqual(drifts.flat(), [])
    assert.deepEqual(await ensureStreams(connection, 1), [])
    const manager = await jetstreamManager(connection)
    const names = await manager.streams.names().next()
    assert.deepEqual(names.toSorted(), [streamName, deadLetterStream, redeliveryStream])
    const { config } = await manager.streams.info(streamName)
    assert.deepEqual([config.deny_delete, config.deny_purge, config.num_replicas], [true, true, 1])
  })

  test('reports settings an operator changed, and repairs them', async () => {
    await using bus = await openTestBus()
    await ensureStreams(bus.connection)
    const manager = await jetstreamManager(bus.connection)
    await manager.streams.update(streamName, { max_age: nanos(3_600_000) })
    assert.deepEqual(await ensureStreams(bus.connection), [
      { stream: streamName, field: 'max_age', is: nanos(3_600_000), expected: 0 },
    ])
    assert.deepEqual(await ensureStreams(bus.connection), [])
  })

  test('reports settings it cannot repair, and leaves them', async () => {
    await using bus = await openTestBus()
    const manager = await jetstreamManager(bus.connection)
    await manager.streams.add({
      name: streamName,
      subjects: ['pressrun.events.>'],
      storage: 'memory',
    })
    const fields = (await ensureStreams(bus.connection)).map((drift) => drift.field)
    assert.ok(fields.includes('storage'))
    assert.equal((await manager.streams.info(streamName)).config.storage, 'memory')
  })

  test('without a number of replicas it accepts the present one', () => {
    for (const settings of streams(undefined))
      assert.deepEqual(driftOf({ ...settings, num_replicas: 3 }, settings), [])
    const [asked] = streams(1)
    assert.ok(asked)
    assert.deepEqual(driftOf({ ...asked, num_replicas: 3 }, asked), [
      { stream: streamName, field: 'num_replicas', is: 3, expected: 1 },
    ])
  })
})

suite('ensuring a consumer', () => {
  test('creates the consumer, and updates it to its settings', async () => {
    await using bus = await openTestBus()
    await ensureStreams(bus.connection)
    const manager = await jetstreamManager(bus.connection)
    for (const pendingMax of [10, 10, 20]) {
      const settings = durableConsumer('publisher', 'pressrun.events.task.TaskDue.>', pendingMax)
      await ensureConsumer(manager, streamName, settings)
      const { config } = await manager.consumers.info(streamName, 'publisher')
      assert.equal(config.max_ack_pending, pendingMax)
    }
  })
})

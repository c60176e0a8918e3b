import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { consume, done, durableConsumer, giveUp, reactionToEach } from '@pressrun/bus'
import { eventually } from '@pressrun/tests'
import { openBus } from '../bus/bus.fixture.ts'
import { startGateway, type TestGateway } from '../gateway.fixture.ts'

const count = 3

suite('dead letters', () => {
  const stack = new AsyncDisposableStack()
  const ended = new AbortController()
  let gateway: TestGateway
  let isRepaired = false
  before(async () => {
    const { connection, inReach, relay } = stack.use(await openBus())
    gateway = stack.use(await startGateway({ bus: inReach }))
    await relay(count)
    const consuming = consume({
      connection,
      consumer: durableConsumer('scanner', 'pressrun.events.run.>', 10),
      reaction: reactionToEach(async () => (isRepaired ? done : giveUp('odd'))),
      observer: { settled() {}, faulted() {}, gaveUp() {}, interrupted() {} },
      signal: ended.signal,
    })
    stack.defer(() => consuming)
    stack.defer(() => ended.abort())
    await eventually(async () => (await list()).items.length === count)
  })
  after(() => stack.disposeAsync())

  const list = async (query = '') => (await gateway.call('GET', `/dead-letters${query}`)).body

  test('are listed with their origin', async () => {
    const { items, nextCursor } = await list()
    assert.equal(nextCursor, null)
    const { at, ...first } = items[0]
    assert.ok(Date.parse(at))
    assert.deepEqual(first, {
      id: '1-1',
      consumer: 'scanner',
      position: 1,
      streamSequence: 1,
      eventId: 'event_01kmwd4km00000000000000001',
      type: 'RunPaused',
      subject: 'pressrun.events.run.RunPaused',
      reason: 'odd',
      deliveries: 1,
    })
  })

  test('are listed in pages', async () => {
    const first = await list('?limit=2')
    assert.equal(first.items.length, 2)
    const second = await list(`?limit=2&cursor=${first.nextCursor}`)
    assert.deepEqual(
      second.items.map(({ position }: { position: number }) => position),
      [3],
    )
    assert.equal(second.nextCursor, null)
    assert.equal((await gateway.call('GET', '/dead-letters?cursor=x')).status, 400)
  })

  test('are redelivered and, if handled, no longer listed', async () => {
    isRepaired = true
    const { status, body } = await gateway.call('POST', '/dead-letters/2-2/redeliver')
    assert.equal(status, 202)
    assert.equal(body.position, 2)
    await eventually(async () => (await list()).items.length === 2)
    const again = await gateway.call('POST', '/dead-letters/2-2/redeliver')
    assert.deepEqual([again.status, again.body.code], [404, 'dead-letter-not-found'])
  })

  test('are unavailable while NATS is away', async () => {
    await using alone = await startGateway()
    for (const [method, path] of [
      ['GET', '/dead-letters'],
      ['POST', '/dead-letters/1-1/redeliver'],
    ] as const) {
      const { status, body, headers } = await alone.call(method, path)
      assert.deepEqual([status, body.code], [503, 'nats-unavailable'])
      assert.equal(headers['retry-after'], '2')
    }
  })
})

import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { openBus } from '../bus/bus.fixture.ts'
import { startGateway } from '../gateway.fixture.ts'

suite('/healthz', () => {
  test('reports a stream that is ahead of the log, and one that is not', async () => {
    await using bus = await openBus()
    await using gateway = await startGateway({ bus: bus.inReach })
    const ask = async () => (await gateway.app.inject('/healthz')).json()
    const { status, stream } = await ask()
    assert.deepEqual([status, stream], ['ok', 'up'])
    await bus.relay(2)
    const ahead = await ask()
    assert.equal(ahead.status, 'degraded')
    assert.match(ahead.stream, /^the stream is at position 2, the log only at 0: the database was/)
  })

  test('queries NATS once for concurrent callers', async () => {
    await using bus = await openBus()
    let asked = 0
    const check = async () => void (asked += 1)
    await using gateway = await startGateway({ bus: { ...bus.inReach, check } })
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => gateway.app.inject('/healthz')),
    )
    assert.ok(answers.every((answer) => answer.json().nats === 'up'))
    assert.equal(asked, 1)
  })
})

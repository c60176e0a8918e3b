import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { healthAnswer } from './health-answer.ts'
import { createHealth, type Health } from './health.ts'

function healthAt(clock: { now: number }): Health {
  return createHealth({ service: 'demo', version: '1', timeoutMs: 20, now: () => clock.now })
}

const anyTime = { now: 0 }

suite('readiness', () => {
  test('requires every check to pass', async () => {
    const health = healthAt(anyTime)
    health.check('database', async () => {})
    health.check('nats', () => Promise.reject(new Error('connection refused')))
    assert.deepEqual(await health.ready(), {
      ready: false,
      checks: { database: 'up', nats: 'connection refused' },
    })
  })

  test('is given without any check', async () => {
    assert.deepEqual(await healthAt(anyTime).ready(), { ready: true, checks: {} })
  })

  test('does not wait for a check that hangs', async () => {
    const health = healthAt(anyTime)
    health.check('database', () => new Promise(() => {}))
    assert.deepEqual((await health.ready()).checks, { database: 'no answer within 20 ms' })
  })

  test('takes a check that throws at once as failed', async () => {
    const health = healthAt(anyTime)
    health.check('nats', () => {
      throw new Error('not connected')
    })
    assert.deepEqual((await health.ready()).checks, { nats: 'not connected' })
  })

  test('shows no password', async () => {
    const health = healthAt(anyTime)
    health.check('database', () => Promise.reject(new Error('no postgres://u:hunter2@db/x')))
    assert.deepEqual((await health.ready()).checks, { database: 'no postgres://u:***@db/x' })
  })

  test('gives a reason also for an error without a message', async () => {
    const health = healthAt(anyTime)
    const refused = Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' })
    health.check('database', () => Promise.reject(refused))
    assert.deepEqual((await health.ready()).checks, { database: 'ECONNREFUSED' })
  })
})

suite('notes', () => {
  test('are reported, and leave the process ready', async () => {
    const health = healthAt(anyTime)
    health.check('database', async () => {})
    health.note('schema', () => Promise.reject(new Error('newer than this version')))
    assert.deepEqual(await health.ready(), { ready: true, checks: { database: 'up' } })
    assert.deepEqual(await health.notes(), { schema: 'newer than this version' })
    const answer = await healthAnswer(health, '/healthz')
    const { status, schema, database } = answer?.body ?? {}
    assert.equal(answer?.status, 200)
    assert.deepEqual([status, schema, database], ['degraded', 'newer than this version', 'up'])
  })
})

suite('frequent requests', () => {
  function counting(clock: { now: number }): { health: Health; asked: () => number } {
    const health = healthAt(clock)
    let count = 0
    health.check('database', async () => void count++)
    return { health, asked: () => count }
  }

  test('share one run of the checks when concurrent', async () => {
    const { health, asked } = counting(anyTime)
    await Promise.all([health.ready(), health.ready(), health.ready()])
    assert.equal(asked(), 1)
  })

  test('reuse a result for a second, no longer', async () => {
    const clock = { now: 0 }
    const { health, asked } = counting(clock)
    await health.ready()
    clock.now = 999
    await health.ready()
    assert.equal(asked(), 1)
    clock.now = 1_000
    await health.ready()
    assert.equal(asked(), 2)
  })

  test('do not start a hanging check again', async () => {
    const clock = { now: 0 }
    const health = healthAt(clock)
    let started = 0
    health.check('database', () => {
      started++
      return new Promise(() => {})
    })
    await health.ready()
    clock.now = 10_000
    await health.ready()
    assert.equal(started, 1)
  })

  test('are the only cause of checks', () => {
    assert.equal(counting(anyTime).asked(), 0)
  })
})

import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { after, before, suite, test } from 'node:test'
import { openQueryDatabase } from '@pressrun/queries'
import { createHealth, createMetrics } from '@pressrun/runtime'
import { adminKey, startGateway, type TestGateway } from '../gateway.fixture.ts'
import { gatewayApp } from './gateway-app.ts'

suite('an invalid request', () => {
  let gateway: TestGateway
  before(async () => void (gateway = await startGateway()))
  after(() => gateway[Symbol.asyncDispose]())

  test('gets a problem with what is wrong, where, and the trace id', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
    const answer = await gateway.call('POST', '/publish?x=y', '{"content":', {
      traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
    })
    assert.equal(answer.status, 400)
    assert.match(String(answer.headers['content-type']), /^application\/problem\+json/)
    const { type, title, status, instance, code, traceId: reported } = answer.body
    assert.equal(type, 'urn:pressrun:problem:malformed-json')
    assert.equal(title, 'The body is not JSON')
    assert.deepEqual([status, instance, code], [400, '/api/v1/publish', 'malformed-json'])
    assert.equal(reported, traceId)
  })

  test('never has its body repeated in the response', async () => {
    const answer = await gateway.call('POST', '/accounts', '{"credentials":{"secret":"hunter2"')
    assert.equal(answer.body.code, 'malformed-json')
    assert.ok(!JSON.stringify(answer.body).includes('hunter2'))
  })

  test('of more than 2 MiB is refused', async () => {
    const body = { content: { title: 'big', body: 'x'.repeat(5 * 1024 * 1024) }, accountIds: [] }
    const answer = await gateway.call('POST', '/publish', body)
    assert.deepEqual([answer.status, answer.body.code], [413, 'body-too-large'])
  })

  test('in another format than JSON is refused', async () => {
    const answer = await gateway.call('POST', '/publish', 'title: x', {
      'content-type': 'application/yaml',
    })
    assert.deepEqual([answer.status, answer.body.code], [415, 'unsupported-media-type'])
  })

  test('compressed is refused, as such', async () => {
    const answer = await gateway.call('POST', '/publish', '{}', { 'content-encoding': 'gzip' })
    assert.deepEqual([answer.status, answer.body.code], [415, 'unsupported-media-type'])
    assert.equal(answer.headers['accept-encoding'], 'identity')
  })

  test('to an unknown path is a 404, without authentication', async () => {
    for (const path of ['/nowhere', '/runs/x/y/z']) {
      const answer = await gateway.call('GET', path, undefined, { authorization: '' })
      assert.deepEqual([answer.status, answer.body.code], [404, 'route-not-found'])
    }
    const { statusCode } = await gateway.app.inject('/%zz')
    assert.equal(statusCode, 400)
  })

  test('without a key, or with an unknown one, is a 401', async () => {
    for (const authorization of ['', 'Bearer', 'Bearer prk_wrong', `Basic ${adminKey}`]) {
      const answer = await gateway.call('GET', '/runs', undefined, { authorization })
      assert.deepEqual([answer.status, answer.body.code], [401, 'unauthenticated'])
      assert.equal(answer.headers['www-authenticate'], 'Bearer')
    }
  })

  test('with an unknown query parameter, or a cursor of another list, is refused', async () => {
    for (const query of [
      'limit=0',
      'limit=201',
      'limit=x',
      'page=2',
      'status=done',
      'cursor=zzz',
    ]) {
      const answer = await gateway.call('GET', `/runs?${query}`)
      assert.deepEqual([answer.status, answer.body.code], [400, 'validation-failed'], query)
    }
    const cursor = Buffer.from(gateway.gateway.newId('task')).toString('base64url')
    const answer = await gateway.call('GET', `/runs?cursor=${cursor}`)
    assert.equal(answer.body.details[0].code, 'invalid-cursor')
  })

  test('nested deeper than the limit is refused, not a fault', async () => {
    const deep = `{"content":${'['.repeat(100_000)}"\\u0000"${']'.repeat(100_000)}}`
    const answer = await gateway.call('POST', '/publish', deep)
    assert.deepEqual([answer.status, answer.body.code], [400, 'validation-failed'])
  })
})

suite('a client that sends requests without end', () => {
  test('is disconnected, and others are served', async () => {
    await using gateway = await startGateway()
    const url = new URL(await gateway.app.listen({ host: '127.0.0.1', port: 0 }))
    const client = connect(Number(url.port), url.hostname).on('error', () => {})
    client.write('GET /api/v1/runs HTTP/1.1\r\nhost: x\r\n\r\n'.repeat(20_000))
    await new Promise((resolve) => client.resume().once('close', resolve))
    const text = await (await fetch(new URL('/metrics', url))).text()
    assert.match(text, /^pressrun_http_connections_closed_total{reason="pipelined".*} 1$/m)
    const label = 'pressrun_http_request_duration_seconds_count{method="GET",route="/api/v1/runs"'
    const [, handled = '0'] = new RegExp(`^${label}.*} (\\d+)$`, 'm').exec(text) ?? []
    assert.ok(Number(handled) <= 1, `${handled} were handled`)
  })
})

suite('without the database', () => {
  test('calls are 503 with Retry-After, and readiness names what is missing', async () => {
    await using gateway = await startGateway()
    await using nowhere = openQueryDatabase({ url: 'postgres://nobody@127.0.0.1:1/none' })
    const health = createHealth({ service: 'gateway', version: '0.0.0', cacheMs: 0 })
    health.check('database', () => nowhere.pool.query('select 1'))
    const metrics = createMetrics('gateway')
    const app = gatewayApp({ ...gateway.gateway, database: nowhere, health, metrics })
    await using stack = new AsyncDisposableStack()
    stack.defer(() => app.close())

    const headers = { authorization: `Bearer ${adminKey}` }
    const answer = await app.inject({ url: '/api/v1/runs', headers })
    assert.equal(answer.statusCode, 503)
    assert.equal(answer.headers['retry-after'], '2')
    assert.equal(answer.json().code, 'database-unavailable')
    const ready = await app.inject('/health/ready')
    assert.equal(ready.statusCode, 503)
    assert.deepEqual(ready.json().missing, ['database'])
    assert.equal((await app.inject('/health/live')).statusCode, 200)
    const { database, nats, status } = (await app.inject('/healthz')).json()
    assert.equal(status, 'unavailable')
    assert.notEqual(database, 'up')
    assert.equal(nats, 'not connected yet')
  })

  test('without NATS everything but live updates works', async () => {
    await using gateway = await startGateway()
    const ready = await gateway.app.inject('/health/ready')
    assert.equal(ready.statusCode, 200)
    const { database, nats } = (await gateway.app.inject('/healthz')).json()
    assert.deepEqual([database, nats], ['up', 'not connected yet'])
    const accountIds = [await gateway.connect()]
    const content = { title: 't', body: 'b' }
    const { status } = await gateway.call('POST', '/publish', { content, accountIds })
    assert.equal(status, 201)
  })
})

suite('a database that was changed while the gateway runs', () => {
  test('by a later version, or in its rights, is reported by /healthz and keeps being used', async () => {
    await using gateway = await startGateway()
    const { pool } = gateway.gateway.database
    await pool.query(`insert into kysely_migration values ('999-later', '2030-01-01')`)
    const answer = await gateway.app.inject('/healthz')
    assert.equal(answer.statusCode, 200)
    const { status, schema, rights } = answer.json()
    assert.deepEqual([status, rights], ['degraded', 'up'])
    assert.match(schema, /^the database is newer than this version/)
    assert.equal((await gateway.app.inject('/health/ready')).statusCode, 200)
  })
})

suite('a fault', () => {
  test('is a 500 without details, and is logged once with its trace', async () => {
    await using gateway = await startGateway()
    await gateway.gateway.database.pool.query('drop table tasks cascade')
    const answer = await gateway.call('GET', '/tasks')
    assert.deepEqual([answer.status, answer.body.code], [500, 'internal'])
    assert.ok(!JSON.stringify(answer.body).includes('relation'))
    const faults = gateway.logged.filter((line) => line.includes('"fault"'))
    assert.equal(faults.length, 1)
    assert.ok(faults[0]?.includes(answer.body.traceId))
    assert.ok(!faults[0]?.includes(adminKey))
  })
})

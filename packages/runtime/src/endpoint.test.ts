import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createConnection } from 'node:net'
import { suite, test } from 'node:test'
import { type Endpoint, serveEndpoint } from './endpoint.ts'
import { createHealth } from './health.ts'
import { createLogger } from './logger.ts'
import { createMetrics } from './create-metrics.ts'

const host = '127.0.0.1'
const log = createLogger({ service: 'demo', level: 'silent' })

function openEndpoint({ nats = 'up', port = 0 } = {}): Promise<Endpoint> {
  const health = createHealth({ service: 'demo', version: '1.2.3' })
  health.check('database', async () => {})
  health.check('nats', async () => {
    if (nats !== 'up') throw new Error(nats)
  })
  return serveEndpoint({ host, port, health, metrics: createMetrics('demo'), log })
}

async function get(endpoint: Endpoint, path: string, method = 'GET') {
  const response = await fetch(`http://${host}:${endpoint.port}${path}`, { method })
  return { status: response.status, text: await response.text() }
}

suite('the endpoint', () => {
  test('is ready when all checks pass', async () => {
    await using endpoint = await openEndpoint()
    const { status, text } = await get(endpoint, '/health/ready')
    assert.equal(status, 200)
    assert.deepEqual(JSON.parse(text), { status: 'ok', checks: { database: 'up', nats: 'up' } })
  })

  test('names the failing checks', async () => {
    await using endpoint = await openEndpoint({ nats: 'reconnecting' })
    const { status, text } = await get(endpoint, '/health/ready')
    assert.equal(status, 503)
    assert.deepEqual(JSON.parse(text), {
      status: 'unavailable',
      missing: ['nats'],
      checks: { database: 'up', nats: 'reconnecting' },
    })
  })

  test('is live whatever is missing', async () => {
    await using endpoint = await openEndpoint({ nats: 'gone' })
    assert.equal((await get(endpoint, '/health/live')).status, 200)
  })

  test('gives an overview with version and time', async () => {
    await using endpoint = await openEndpoint()
    const { time, ...overview } = JSON.parse((await get(endpoint, '/healthz')).text)
    assert.equal(new Date(time).toISOString(), time)
    assert.deepEqual(overview, {
      status: 'ok',
      service: 'demo',
      version: '1.2.3',
      database: 'up',
      nats: 'up',
    })
  })

  test('serves metrics', async () => {
    await using endpoint = await openEndpoint()
    assert.match((await get(endpoint, '/metrics?x')).text, /service="demo"/)
  })

  test('has no other path and changes nothing', async () => {
    await using endpoint = await openEndpoint()
    assert.equal((await get(endpoint, '/')).status, 404)
    const wrong = await fetch(`http://${host}:${endpoint.port}/metrics`, { method: 'POST' })
    assert.deepEqual([wrong.status, wrong.headers.get('allow')], [405, 'GET, HEAD'])
    assert.deepEqual(await get(endpoint, '/health/live', 'HEAD'), { status: 200, text: '' })
  })

  test('names the port that is taken', async () => {
    await using endpoint = await openEndpoint()
    await assert.rejects(openEndpoint({ port: endpoint.port }), {
      message: `cannot serve health and metrics on ${host}:${endpoint.port}`,
    })
  })

  test('closes connections that request pages without end and read none', async () => {
    await using endpoint = await openEndpoint()
    const client = createConnection(endpoint.port, host).on('error', () => {})
    client.write('GET /metrics HTTP/1.1\r\nhost: x\r\n\r\n'.repeat(1_600))
    await new Promise((resolve) => client.resume().once('close', resolve))
    const { text } = await get(endpoint, '/metrics')
    assert.match(text, /^pressrun_http_connections_closed_total{reason="pipelined".*} 1$/m)
  })

  test('closes although a scraper keeps its connection', async () => {
    const endpoint = await openEndpoint()
    const scraper = createConnection(endpoint.port, host)
    await once(scraper, 'connect')
    scraper.on('error', () => {})
    await endpoint[Symbol.asyncDispose]()
    if (!scraper.closed) await once(scraper, 'close')
  })
})

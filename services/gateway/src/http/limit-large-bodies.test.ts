import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { suite, test } from 'node:test'
import fastify from 'fastify'
import { eventually } from '@pressrun/tests'
import { problemHandler } from '../problems/problem-handler.ts'
import type { App } from './app.ts'
import { limitLargeBodies } from './limit-large-bodies.ts'

const large = 400_000
const limits = { bytesMax: 1_000_000, patienceMs: 30_000 }

/** A server that returns the size of a body, and counts those it is reading or working on. */
async function openServer(given = limits) {
  const app: App = fastify()
  let underWay = 0
  app.setErrorHandler(problemHandler({ error: () => {}, warn: () => {} } as never, () => false))
  limitLargeBodies(app, 2_000_000, given)
  app.addHook('onRequest', async () => {
    underWay += 1
  })
  app.post('/', async ({ body }) => ({ bytes: JSON.stringify(body).length }))
  const url = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
  return {
    url,
    underWay: () => underWay,
    [Symbol.asyncDispose]: async () => {
      app.server.closeAllConnections()
      await app.close()
    },
  }
}

/** A client that announces the size of a body, and sends nothing. */
async function announce(url: URL, bytes = large): Promise<Socket> {
  const socket = connect(Number(url.port), url.hostname)
  await once(socket, 'connect')
  socket.write(
    `POST / HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${bytes}\r\n\r\n`,
  )
  return socket.on('error', () => {})
}

const post = (url: URL, bytes: number) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify('x'.repeat(bytes - 2)),
  })

suite('large bodies', () => {
  test('are read concurrently up to the limit; small ones do not wait', async () => {
    await using server = await openServer()
    const first = [await announce(server.url), await announce(server.url)]
    await eventually(() => server.underWay() === 2)
    const third = post(server.url, large)
    assert.equal((await post(server.url, 100)).status, 200)
    assert.equal(server.underWay(), 3)
    first[0]?.write(JSON.stringify('x'.repeat(large - 2)))
    assert.deepEqual(await (await third).json(), { bytes: large })
    for (const socket of first) socket.destroy()
  })

  test('of clients that leave free their share', async () => {
    await using server = await openServer()
    const first = [await announce(server.url), await announce(server.url)]
    await eventually(() => server.underWay() === 2)
    const third = post(server.url, large)
    for (const socket of first) socket.destroy()
    assert.equal((await third).status, 200)
  })

  test('that wait too long are refused, to be sent again', async () => {
    await using server = await openServer({ ...limits, patienceMs: 50 })
    const first = [await announce(server.url), await announce(server.url)]
    await eventually(() => server.underWay() === 2)
    const refused = await post(server.url, large)
    assert.equal(refused.status, 503)
    assert.equal(refused.headers.get('retry-after'), '5')
    for (const socket of first) socket.destroy()
  })

  test('larger than the limit are read alone', async () => {
    await using server = await openServer({ ...limits, bytesMax: 1_000 })
    const answers = await Promise.all([1, 2, 3].map(() => post(server.url, large)))
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 200],
    )
  })
})

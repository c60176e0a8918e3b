import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { suite, test } from 'node:test'
import fastify from 'fastify'
import { eventually } from '@pressrun/tests'
import type { App } from './app.ts'
import { skipUnwantedReads } from './skip-unwanted-reads.ts'

/** A server whose requests pass a simulated authentication before they are read or written. */
async function openServer() {
  const app: App = fastify()
  const checked = Promise.withResolvers<void>()
  const begun: string[] = []
  let waiting = 0
  let left = 0
  app.addHook('onRequest', async (_request, reply) => {
    reply.raw.once('close', () => (left += 1))
    waiting += 1
    await checked.promise
  })
  skipUnwantedReads(app)
  app.route({
    method: ['GET', 'POST'],
    url: '/',
    handler: async ({ method }) => {
      begun.push(method)
      return 'done'
    },
  })
  const url = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
  return {
    url,
    begun,
    waiting: () => waiting,
    left: () => left,
    check: () => checked.resolve(),
    [Symbol.asyncDispose]: () => app.close(),
  }
}

suite('a request whose client has left', () => {
  test('is not begun when it is a read', async () => {
    await using server = await openServer()
    for (const [index, method] of ['GET', 'POST'].entries()) {
      const socket = connect(Number(server.url.port), server.url.hostname)
      await once(socket, 'connect')
      socket.write(`${method} / HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n`)
      await eventually(() => server.waiting() === index + 1)
      socket.destroy()
    }
    await eventually(() => server.left() === 2)
    const stays = fetch(server.url)
    await eventually(() => server.waiting() === 3)
    server.check()
    assert.equal((await stays).status, 200)
    assert.deepEqual(server.begun, ['POST', 'GET'])
  })
})

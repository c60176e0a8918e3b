import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { suite, test } from 'node:test'
import { eventStream } from './event-stream.ts'

/** A client that requested a stream, and its pending response. */
async function openClient() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1')
  client.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
  const [, response] = (await once(server, 'request')) as [unknown, ServerResponse]
  return {
    response,
    async leave() {
      const closed = once(response, 'close')
      client.destroy()
      await closed
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

suite('a stream of events', () => {
  test('is over when its client has left, and no longer counts as work under way', async () => {
    await using client = await openClient()
    const stream = eventStream(client.response)
    await client.leave()
    assert.equal(stream.isOpen(), false)
    assert.equal(client.response.writableEnded, true)
  })

  test('is closed from the start when its client left before, and leaves nothing behind', async () => {
    await using client = await openClient()
    await client.leave()
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout')
    const before = timers().length
    const stream = eventStream(client.response)
    let closed = 0
    stream.onClosed(() => (closed += 1))
    stream.send({ name: 'change', id: 1, data: {} })
    assert.equal(stream.isOpen(), false)
    assert.equal(closed, 1)
    assert.equal(client.response.writableEnded, true)
    assert.equal(timers().length, before)
  })
})

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { suite, test } from 'node:test'
import { eventStream } from './event-stream.ts'

suite('a stream of events', () => {
  test('is over when its client has left: nothing counts it as work that goes on', async () => {
    await using server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1')
    client.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
    const [, response] = (await once(server, 'request')) as [unknown, ServerResponse]
    const stream = eventStream(response)
    const closed = once(response, 'close')
    client.destroy()
    await closed
    assert.equal(stream.isOpen(), false)
    assert.equal(response.writableEnded, true)
  })
})

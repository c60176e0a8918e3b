import assert from 'node:assert/strict'
import { once } from 'node:events'
import { suite, test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { eventually } from '@pressrun/tests'
import { openServer, readAll, requestText } from './http-clients.fixture.ts'

const large = Buffer.alloc(16 * 1024 * 1024)

suite('a bounded server', () => {
  test('handles the requests of a connection one at a time, in their order', async () => {
    await using server = await openServer()
    const client = await server.client(requestText('/a') + requestText('/b') + requestText('/c'))
    const text = readAll(client)
    await eventually(() => server.parsed() === 3)
    for (const number of [1, 2, 3]) {
      await eventually(() => server.handled.length === number)
      assert.equal(server.handled.length, number)
      const response = server.handled.at(-1)
      response?.setHeader('connection', number === 3 ? 'close' : 'keep-alive')
      response?.end(response.req.url)
    }
    assert.deepEqual((await text).match(/\/[abc]/g), ['/a', '/b', '/c'])
  })

  test('closes a connection that sends more than that, and parses no more of it', async () => {
    await using server = await openServer(() => {}, { pipelinedMax: 10 })
    const client = await server.client(requestText().repeat(2_000))
    await readAll(client)
    assert.equal(server.parsed(), 12)
    assert.equal(server.handled.length, 1)
    assert.deepEqual(server.closed, ['pipelined'])
  })

  test('closes a connection that pipelines while many others do', async () => {
    await using server = await openServer(() => {}, { pipelinedPerTurnMax: 5 })
    // All requests of one write are parsed in one turn.
    await readAll(await server.client(requestText().repeat(8)))
    assert.equal(server.parsed(), 7)
    const patient = await server.client(requestText())
    for (let sent = 2; sent <= 8; sent += 1) {
      patient.write(requestText())
      await eventually(() => server.parsed() === 7 + sent)
    }
    assert.deepEqual(server.closed, ['pipelined'])
  })

  test('closes connections for requests without a host as for others', async () => {
    await using server = await openServer(() => {}, { pipelinedMax: 10 })
    const client = await server.client('GET / HTTP/1.1\r\n\r\n')
    assert.match(await readAll(client), /^HTTP\/1.1 400 /)
    assert.equal(server.handled.length, 0)
    await readAll(await server.client('GET / HTTP/1.1\r\n\r\n'.repeat(2_000)))
    assert.equal(server.parsed(), 13)
    assert.deepEqual(server.closed, ['pipelined'])
  })

  test('serves HTTP/1.0 without a host, and requests with an Expect header', async () => {
    await using server = await openServer((_request, response) => response.end('served'))
    const expecting = 'GET / HTTP/1.1\r\nhost: x\r\nexpect: tea\r\nconnection: close\r\n\r\n'
    for (const text of ['GET / HTTP/1.0\r\n\r\n', expecting])
      assert.match(await readAll(await server.client(text)), /served$/)
  })

  const chunkedPost = 'POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n'

  test('closes a connection whose body comes in thousands of tiny chunks, whether it is read or not', async () => {
    let read = 0
    await using server = await openServer((request) => {
      if (request.url === '/') request.on('data', () => (read += 1))
    })
    for (const text of [chunkedPost, chunkedPost.replace('/ ', '/known ')])
      await readAll(await server.client(text + '1\r\n \r\n'.repeat(5_000)))
    assert.deepEqual(server.closed, ['tiny-chunks', 'tiny-chunks'])
    assert.ok(read <= 1_000, String(read))
  })

  test('closes a connection when its chunked body is not wanted', async () => {
    await using server = await openServer((_request, response) => response.end('no'))
    assert.match(await readAll(await server.client(chunkedPost)), /no$|no\r\n/)
  })

  test('accepts large bodies in chunks of any sensible size', async () => {
    await using server = await openServer((request, response) => {
      let bytes = 0
      request.on('data', (chunk: Buffer) => (bytes += chunk.length))
      request.once('end', () => response.end(`${bytes} bytes`))
    })
    const client = await server.client(chunkedPost + `80\r\n${'x'.repeat(128)}\r\n`.repeat(5_000))
    client.write('0\r\n\r\n')
    const [text] = (await once(client, 'data')) as [Buffer]
    assert.match(text.toString(), /640000 bytes/)
  })

  test('begins a few requests in a turn of the event loop, however many there are', async () => {
    await using server = await openServer(() => {}, { begunPerTurnMax: 3 })
    const clients = await Promise.all(Array.from({ length: 40 }, () => server.client()))
    await eventually(() => server.connected() === 40)
    for (const client of clients) client.write(requestText())
    let most = 0
    for (let before = 0; before < 40; before = server.handled.length) {
      await nextTurn()
      most = Math.max(most, server.handled.length - before)
    }
    assert.ok(most <= 3, `${most} in one turn`)
  })

  test('handles nothing of a connection whose response is not read', async () => {
    await using server = await openServer((_request, response) => response.end(large), {
      unreadMaxBytes: 2 * large.length,
    })
    const client = await server.client(requestText() + requestText())
    await eventually(() => server.parsed() === 2)
    await eventually(() => (server.handled[0]?.writableLength ?? 0) > 0)
    assert.equal(server.handled.length, 1)
    client.resume()
    await eventually(() => server.handled.length === 2)
  })

  test('closes the slowest readers when too much is unread, and no other connection', async () => {
    const unreadMaxBytes = 40 * 1024 * 1024
    await using server = await openServer((_request, response) => response.end(large), {
      unreadMaxBytes,
    })
    const slow = []
    for (let number = 0; number < 4; number += 1) {
      const client = await server.client(requestText())
      slow.push(client)
      await eventually(() => server.handled.length === number + 1)
    }
    const reader = await server.client(requestText())
    reader.resume()
    await eventually(() => server.handled[4]?.closed)
    await eventually(() => server.closed.length > 0)
    const unread = () =>
      server.handled.reduce((sum, one) => sum + (one.destroyed ? 0 : one.writableLength), 0)
    await eventually(() => unread() <= unreadMaxBytes)
    assert.deepEqual([...new Set(server.closed)], ['unread'])
    assert.equal(reader.destroyed, false)
  })

  test('closes the connection that has been idle for longest for a new client', async () => {
    await using server = await openServer((_request, response) => response.end('x'), {
      connectionsMax: 3,
    })
    const first = await server.client(requestText())
    await once(first, 'data')
    const mute = await server.client()
    const dribbling = await server.client('GET / HTTP/1.1\r\nhos')
    await eventually(() => server.connected() === 3)
    first.write(requestText())
    await once(first, 'data')
    for (const idle of [mute, dribbling]) {
      const gone = once(idle.resume(), 'close')
      const client = await server.client(requestText())
      await once(client, 'data')
      await gone
    }
    assert.deepEqual(server.closed, ['too-many', 'too-many'])
    assert.equal(first.destroyed, false)
  })

  test('closes the new connection when all others make changes', async () => {
    await using server = await openServer(() => {}, { connectionsMax: 2 })
    for (let number = 1; number <= 2; number += 1) {
      await server.client(requestText().replace('GET', 'POST'))
      await eventually(() => server.handled.length === number)
    }
    const third = await server.client()
    await readAll(third)
    assert.equal(
      server.handled.every(({ destroyed }) => !destroyed),
      true,
    )
  })

  test('closes a connection of the client that holds most for a new one, and no other', async () => {
    await using server = await openServer(() => {}, { connectionsMax: 5 })
    const many = []
    for (const path of ['/known-a', '/known-b/x', '/known-b/y', '/known-b/y', '/known-b/y'])
      many.push(await server.client(requestText(path)))
    await eventually(() => server.handled.length === 5)
    await server.client(requestText('/known-c'))
    await eventually(() => server.handled.length === 6)
    await eventually(() => server.handled.filter(({ destroyed }) => destroyed).length === 1)
    assert.equal(server.handled.find(({ destroyed }) => destroyed)?.req.url, '/known-b/y')
    assert.deepEqual(server.closed, ['too-many'])
  })

  test('closes a connection that sends a body bit by bit for a new client', async () => {
    await using server = await openServer(() => {}, { connectionsMax: 2 })
    const post = (path: string) => `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n1`
    for (const path of ['/known/1', '/known/2']) await server.client(post(path))
    await eventually(() => server.handled.length === 2)
    await server.client(requestText('/known-too'))
    await eventually(() => server.handled.length === 3)
    assert.equal(server.handled[2]?.req.url, '/known-too')
  })

  test('serves each caller in turn, and each of its topics', async () => {
    await using server = await openServer(() => {}, { begunPerTurnMax: 1 })
    const paths = ['/known/list', '/known/list', '/known/list', '/known/post', '/known-too', '/']
    const clients = await Promise.all(paths.map(() => server.client()))
    await eventually(() => server.connected() === paths.length)
    for (const [index, client] of clients.entries()) client.write(requestText(paths[index]))
    await eventually(() => server.handled.length === paths.length)
    const handled = server.handled.map(({ req: { url } }) => url)
    assert.equal(handled.lastIndexOf('/known/list'), paths.length - 1)
  })

  test('starts nothing for a caller while too much of its abandoned work goes on', async () => {
    await using server = await openServer(() => {}, { abandonedMax: 2 })
    for (let number = 1; number <= 2; number += 1) {
      const client = await server.client(requestText())
      await eventually(() => server.handled.length === number)
      client.destroy()
    }
    await eventually(() => server.handled.every(({ destroyed }) => destroyed))
    const third = await server.client(requestText())
    await eventually(() => server.parsed() === 3)
    await nextTurn()
    assert.equal(server.handled.length, 2)
    const other = await server.client(requestText('/known'))
    await eventually(() => server.handled.length === 3)
    server.handled[2]?.end('known')
    await once(other, 'data')
    server.handled[0]?.end()
    await eventually(() => server.handled.length === 4)
    server.handled[3]?.end('done')
    await once(third, 'data')
  })

  test('works for a few unknown clients at once, and for known ones beside them', async () => {
    await using server = await openServer(() => {}, {
      strangersMax: 2,
      unreadMaxBytes: 2 * large.length,
    })
    for (let number = 1; number <= 4; number += 1) {
      await server.client(requestText())
      await eventually(() => server.parsed() === number)
    }
    await server.client(requestText('/known'))
    await eventually(() => server.handled.length === 3)
    assert.equal(server.handled[2]?.req.url, '/known')
    // Done, although its response is not read.
    server.handled[0]?.end(large)
    await eventually(() => server.handled.length === 4)
  })

  test('handles no request whose client has left before its turn', async () => {
    await using server = await openServer()
    const client = await server.client(requestText('/1') + requestText('/2'))
    await eventually(() => server.parsed() === 2)
    client.destroy()
    await eventually(() => server.handled[0]?.destroyed)
    await nextTurn()
    assert.equal(server.handled.length, 1)
  })
})

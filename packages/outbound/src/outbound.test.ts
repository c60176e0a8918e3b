import assert from 'node:assert/strict'
import { createServer as createTcpServer, type AddressInfo } from 'node:net'
import { suite, test } from 'node:test'
import { serveLocally } from './testing/local-server.ts'
import { createOutbound } from './create-outbound.ts'
import { answerBytesMax, type OutboundRequest } from './outbound.ts'

const post = (url: string, changes: Partial<OutboundRequest> = {}): OutboundRequest => ({
  method: 'POST',
  url,
  headers: ['content-type', 'text/plain'],
  body: 'hello',
  signal: new AbortController().signal,
  ...changes,
})

const local = { privateTargets: ['127.0.0.1'] }

suite('the outbound client', () => {
  test('returns the response as it came', async () => {
    await using server = await serveLocally((request, response) => {
      response.writeHead(201, { 'X-Kind': 'new' })
      response.end(`${request.method} ${request.url} ${request.headers['content-type']}`)
    })
    await using outbound = createOutbound(local)
    const result = await outbound.request(post(`${server.origin}/a?b=c#d`))
    assert.ok(result.outcome === 'answered')
    assert.equal(result.status, 201)
    assert.equal(result.headers['x-kind'], 'new')
    assert.equal(result.text, 'POST /a?b=c text/plain')
    assert.deepEqual(server.received, ['hello'])
  })

  test('checks the address that is connected to, not an earlier one of the name', async () => {
    await using server = await serveLocally((_request, response) => response.end())
    const { port } = new URL(server.origin)
    await using outbound = createOutbound({
      privateTargets: [],
      lookup: (_host, _options, found) => found(null, [{ address: '127.0.0.1', family: 4 }]),
    })
    const result = await outbound.request(post(`http://public.example:${port}/`))
    assert.ok(result.outcome === 'not-sent')
    assert.equal(result.code, 'target-not-allowed')
    assert.deepEqual(server.received, [])
  })

  test('reaches a private address by a name the operator listed', async () => {
    await using server = await serveLocally((_request, response) => response.end('in'))
    const { port } = new URL(server.origin)
    await using outbound = createOutbound({
      privateTargets: ['hooks.internal'],
      lookup: (_host, _options, found) => found(null, [{ address: '127.0.0.1', family: 4 }]),
    })
    const result = await outbound.request(post(`http://hooks.internal:${port}/`))
    assert.ok(result.outcome === 'answered')
    assert.equal(result.text, 'in')
  })

  test('uses only the allowed addresses of a name that has both kinds', async () => {
    await using server = await serveLocally((_request, response) => response.end())
    const { port } = new URL(server.origin)
    await using outbound = createOutbound({
      privateTargets: ['127.0.0.1'],
      lookup: (_host, _options, found) =>
        found(null, [
          { address: '127.0.0.2', family: 4 },
          { address: '127.0.0.1', family: 4 },
        ]),
    })
    const result = await outbound.request(post(`http://both.example:${port}/`))
    assert.equal(result.outcome, 'answered')
  })

  test('cuts an endless response and goes on with other requests', async () => {
    await using server = await serveLocally((request, response) => {
      if (request.url === '/short') {
        response.end('short')
        return
      }
      const chunk = 'x'.repeat(64_000)
      const write = (): void => {
        while (!response.destroyed && response.write(chunk));
      }
      response.on('drain', write)
      write()
    })
    await using outbound = createOutbound({ ...local, connections: 1 })
    const long = await outbound.request(post(server.origin))
    assert.ok(long.outcome === 'answered')
    assert.deepEqual([long.cut, long.text.length], [true, answerBytesMax])
    const short = await outbound.request(post(`${server.origin}/short`))
    assert.ok(short.outcome === 'answered')
    assert.deepEqual([short.cut, short.text], [false, 'short'])
  })

  test('a request that never got a connection was not sent', async () => {
    await using server = await serveLocally(() => undefined)
    await using outbound = createOutbound({ ...local, connections: 1 })
    const blocking = outbound.request(post(server.origin, { deadlineMs: 600 }))
    const waiting = outbound.request(post(server.origin, { deadlineMs: 100, body: 'waiting' }))
    const [first, second] = await Promise.all([blocking, waiting])
    assert.deepEqual([first.outcome, second.outcome], ['unknown', 'not-sent'])
    assert.deepEqual(server.received, ['hello'])
  })

  test('a request that is given up frees its connection', async () => {
    await using server = await serveLocally((request, response) => {
      if (request.url === '/next') response.end('next')
    })
    await using outbound = createOutbound({ ...local, connections: 1 })
    await outbound.request(post(server.origin, { deadlineMs: 50 }))
    const next = await outbound.request(post(`${server.origin}/next`, { deadlineMs: 2_000 }))
    assert.equal(next.outcome, 'answered')
  })

  test('a request that is given up while it waits is not sent later', async () => {
    const answers: (() => void)[] = []
    await using server = await serveLocally((_request, response) => {
      answers.push(() => response.end())
    })
    await using outbound = createOutbound({ ...local, connections: 1 })
    const first = outbound.request(post(server.origin))
    const given = await outbound.request(post(server.origin, { deadlineMs: 1, body: 'given up' }))
    assert.equal(given.outcome, 'not-sent')
    while (answers.length === 0) await new Promise(setImmediate)
    answers.shift()?.()
    assert.equal((await first).outcome, 'answered')
    const last = outbound.request(post(server.origin, { body: 'last' }))
    while (answers.length === 0) await new Promise(setImmediate)
    answers.shift()?.()
    assert.equal((await last).outcome, 'answered')
    assert.deepEqual(server.received, ['hello', 'last'])
  })

  test('a response that is not HTTP leaves the outcome unknown', async () => {
    await using server = createTcpServer((socket) => {
      socket.on('error', () => undefined).once('data', () => socket.end('I am no web server\r\n'))
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    await using outbound = createOutbound(local)
    const { port } = server.address() as AddressInfo
    const result = await outbound.request(post(`http://127.0.0.1:${port}/`))
    assert.ok(result.outcome === 'unknown')
    assert.equal(result.code, 'answer-invalid')
  })

  for (const [why, request] of [
    ['has no http URL', post('gopher://127.0.0.1/')],
    ['has no URL', post('nonsense')],
    [
      'has headers that would split it',
      post('http://127.0.0.1:1/', { headers: ['a', 'b\r\nc: d'] }),
    ],
  ] as const) {
    test(`a request that ${why} is not sent`, async () => {
      await using outbound = createOutbound(local)
      const result = await outbound.request(request)
      assert.ok(result.outcome === 'not-sent')
      assert.equal(result.code, 'request-invalid')
    })
  }

  test('closing ends what is in flight', async () => {
    await using server = await serveLocally(() => void outbound[Symbol.asyncDispose]())
    const outbound = createOutbound(local)
    const result = await outbound.request(post(server.origin))
    assert.equal(result.outcome, 'unknown')
  })

  test('checking a URL sends nothing', async () => {
    await using server = await serveLocally((_request, response) => response.end())
    await using outbound = createOutbound(local)
    assert.deepEqual(await outbound.check(server.origin), { outcome: 'reachable' })
    const refused = await outbound.check('http://10.0.0.1/')
    assert.ok(refused.outcome === 'not-sent')
    assert.equal(refused.code, 'target-not-allowed')
    assert.deepEqual(server.received, [])
  })
})

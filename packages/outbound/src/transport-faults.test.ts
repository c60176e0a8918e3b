import assert from 'node:assert/strict'
import type { RequestListener } from 'node:http'
import { suite, test } from 'node:test'
import { createOutbound } from './create-outbound.ts'
import type { OutboundRequest } from './outbound.ts'
import { closedOrigin, serveLocally } from './testing/local-server.ts'

type Changes = Partial<OutboundRequest>

/** Posts there, and returns what is known of it afterwards. */
async function postTo(url: string, changes: Changes = {}): Promise<readonly [string, string]> {
  await using outbound = createOutbound({
    privateTargets: ['127.0.0.1'],
    lookup: (host, _options, found) =>
      found(Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' }), []),
  })
  const result = await outbound.request({
    method: 'POST',
    url,
    headers: [],
    body: 'hello',
    signal: new AbortController().signal,
    ...changes,
  })
  return [result.outcome, result.outcome === 'answered' ? `${result.status}` : result.code]
}

async function postToServer(answer: RequestListener, changes?: Changes) {
  await using server = await serveLocally(answer)
  const result = await postTo(server.origin, changes)
  assert.deepEqual(server.received, ['hello'])
  return result
}

// Every connector sends by the outbound client: these hold for all of them.
suite('the outbound client proves that nothing was sent', () => {
  test('when the name does not resolve', async () =>
    assert.deepEqual(await postTo('http://platform.invalid'), ['not-sent', 'dns-failed']))

  test('when the connection is refused', async () =>
    assert.deepEqual(await postTo(await closedOrigin()), ['not-sent', 'connection-refused']))

  test('when the other side does not speak TLS', async () => {
    await using server = await serveLocally((_request, response) => response.end())
    const result = await postTo(server.origin.replace('http:', 'https:'))
    assert.deepEqual(result, ['not-sent', 'tls-failed'])
    assert.deepEqual(server.received, [])
  })
})

suite('the outbound client does not know the outcome of a request', () => {
  const broken = ['unknown', 'connection-broken']
  const late = ['unknown', 'deadline-passed']

  test('when the connection drops after it was read', async () =>
    assert.deepEqual(await postToServer((request) => request.socket.destroy()), broken))

  test('when the response breaks off', async () => {
    const result = await postToServer((request, response) => {
      response.writeHead(200, { 'content-length': '1000' })
      response.write('{"id":', () => request.socket.destroy())
    })
    assert.deepEqual(result, broken)
  })

  test('when no response comes before the deadline', async () =>
    assert.deepEqual(await postToServer(() => undefined, { deadlineMs: 200 }), late))

  test('when the response has not ended by the deadline', async () => {
    const answer: RequestListener = (_request, response) => {
      response.writeHead(200)
      const drip = setInterval(() => response.write(' '), 20)
      response.once('close', () => clearInterval(drip))
    }
    assert.deepEqual(await postToServer(answer, { deadlineMs: 200 }), late)
  })

  test('when it is aborted while it waits, long before the deadline', async () => {
    const aborter = new AbortController()
    const result = await postToServer(() => aborter.abort(), { signal: aborter.signal })
    assert.deepEqual(result, ['unknown', 'aborted'])
  })
})

test('a failing server has responded: the connector decides what that means', async () => {
  const result = await postToServer((_request, response) => response.writeHead(502).end())
  assert.deepEqual(result, ['answered', '502'])
})

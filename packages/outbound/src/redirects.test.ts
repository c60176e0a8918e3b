import assert from 'node:assert/strict'
import type { IncomingMessage } from 'node:http'
import { suite, test } from 'node:test'
import { serveLocally } from './testing/local-server.ts'
import { createOutbound } from './create-outbound.ts'
import { redirectsMax, type OutboundRequest, type OutboundResult } from './outbound.ts'
import { nextHop } from './redirects.ts'

const get = (url: string, changes: Partial<OutboundRequest> = {}): OutboundRequest => ({
  method: 'GET',
  url,
  headers: ['accept', 'text/plain', 'Authorization', 'Bearer abc', 'x-api-key', 'def'],
  signal: new AbortController().signal,
  redirects: redirectsMax,
  ...changes,
})

const local = { privateTargets: ['127.0.0.1'] }

/** A server that redirects by its table, and responds `here` to any other path. */
async function serveRedirects(table: Record<string, string>, status = 302) {
  const requests: IncomingMessage[] = []
  const server = await serveLocally((request, response) => {
    requests.push(request)
    const location = table[request.url ?? '']
    if (location === undefined) response.end('here')
    else response.writeHead(status, { location }).end('elsewhere')
  })
  const paths = () => requests.map(({ url }) => url)
  return { ...server, requests, paths }
}

function answered(result: OutboundResult) {
  assert.ok(result.outcome === 'answered', JSON.stringify(result))
  return [result.status, result.text]
}

suite('a redirected request', () => {
  for (const status of [301, 302, 303, 307, 308])
    test(`follows a ${status} and keeps its headers within the origin`, async () => {
      await using server = await serveRedirects({ '/a/b': '../c?d=e#f' }, status)
      await using outbound = createOutbound(local)
      const result = await outbound.request(get(`${server.origin}/a/b`))
      assert.deepEqual(answered(result), [200, 'here'])
      assert.deepEqual(server.paths(), ['/a/b', '/c?d=e'])
      assert.equal(server.requests[1]?.headers.authorization, 'Bearer abc')
    })

  test('follows nothing by default', async () => {
    await using server = await serveRedirects({ '/': '/next' })
    await using outbound = createOutbound(local)
    const result = await outbound.request(get(server.origin, { redirects: 0 }))
    assert.deepEqual(answered(result), [302, 'elsewhere'])
    assert.deepEqual(server.paths(), ['/'])
  })

  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const)
    test(`is never followed as ${method}`, async () => {
      await using server = await serveRedirects({ '/': '/next' }, 307)
      await using outbound = createOutbound(local)
      const result = await outbound.request(get(server.origin, { method, body: 'post' }))
      assert.deepEqual(answered(result), [307, 'elsewhere'])
      assert.deepEqual(server.paths(), ['/'])
    })

  test('a redirected request that goes in a circle ends with the redirect itself', async () => {
    await using server = await serveRedirects({ '/': '/next', '/next': '/' })
    await using outbound = createOutbound(local)
    const result = await outbound.request(get(server.origin, { redirects: 1_000 }))
    assert.deepEqual(answered(result), [302, 'elsewhere'])
    assert.equal(server.requests.length, 1 + redirectsMax)
  })

  test('sends another origin nothing that could be a credential, nor the first one afterwards', async () => {
    const table: Record<string, string> = {}
    await using first = await serveRedirects(table)
    await using second = await serveRedirects({ '/': `${first.origin}/back` })
    table['/'] = second.origin
    await using outbound = createOutbound(local)
    assert.deepEqual(answered(await outbound.request(get(first.origin))), [200, 'here'])
    for (const request of [second.requests[0], first.requests[1]]) {
      assert.equal(request?.headers.accept, 'text/plain')
      assert.equal(request.headers.authorization, undefined)
      assert.equal(request.headers['x-api-key'], undefined)
    }
  })

  test('does not reach a private address, by its literal or by its name', async () => {
    await using target = await serveRedirects({})
    const { port } = new URL(target.origin)
    // Of the same server, 127.0.0.1 is allowed and 127.0.0.2 is not.
    for (const host of ['127.0.0.2', '[::ffff:7f00:2]', 'inside.example']) {
      await using server = await serveRedirects({ '/': `http://${host}:${port}/` })
      await using outbound = createOutbound({
        ...local,
        lookup: (_host, _options, found) => found(null, [{ address: '127.0.0.2', family: 4 }]),
      })
      const result = await outbound.request(get(server.origin))
      assert.ok(result.outcome === 'not-sent', host)
      assert.equal(result.code, 'target-not-allowed')
    }
    assert.deepEqual(target.requests, [])
  })

  for (const location of ['ftp://127.0.0.1/', 'http://[', 'javascript:alert(1)', '//:0'])
    test(`is the response when it leads to ${location}`, async () => {
      await using server = await serveRedirects({ '/': location })
      await using outbound = createOutbound(local)
      assert.deepEqual(answered(await outbound.request(get(server.origin))), [302, 'elsewhere'])
    })

  test('has one deadline for all its hops', async () => {
    await using server = await serveLocally((request, response) => {
      const next = `${request.url}x`
      setTimeout(() => response.writeHead(302, { location: next }).end(), 150)
    })
    await using outbound = createOutbound(local)
    const result = await outbound.request(get(`${server.origin}/`, { deadlineMs: 350 }))
    assert.ok(result.outcome === 'unknown')
    assert.equal(result.code, 'deadline-passed')
    assert.ok(server.received.length < redirectsMax)
  })
})

suite('the next hop', () => {
  const from = get('https://a.example/x')
  const to = (location: string | string[]) =>
    nextHop(from, { outcome: 'answered', status: 302, headers: { location }, text: '', cut: false })

  test('does not leave TLS', () => {
    assert.equal(to('http://a.example/y'), undefined)
    assert.equal(to('https://b.example/y')?.url, 'https://b.example/y')
    assert.equal(to('//b.example/y')?.url, 'https://b.example/y')
  })

  test('takes no credentials from a Location', () =>
    assert.equal(to('https://user:word@b.example/')?.url, 'https://b.example/'))

  test('is undefined when two are named', () => assert.equal(to(['/y', '/z']), undefined))
})

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { after, before, suite, test } from 'node:test'
import { text } from 'node:stream/consumers'
import { startGateway, type TestGateway } from '../gateway.fixture.ts'

const long = 'x'.repeat(5_000)

/** Raw request lines and headers, and the status of their refusal. */
const wrong: readonly (readonly [string, number])[] = [
  ['GET /docs/../x HTTP/1.1', 404],
  ['GET /docs/nowhere HTTP/1.1', 404],
  ['GET /docs/static/../../package.json HTTP/1.1', 404],
  ['GET /docs/static/%2e%2e%2findex.js HTTP/1.1', 404],
  ['GET /docs/%zz HTTP/1.1', 400],
  ['GET /docs/%ff HTTP/1.1', 400],
  ['GET /docs/%00 HTTP/1.1', 400],
  ['GET /docs/static/%C0%AE HTTP/1.1', 400],
  [`GET /docs/${long} HTTP/1.1`, 404],
  ['POST /docs/ HTTP/1.1', 405],
  ['OPTIONS /docs/ HTTP/1.1', 405],
  ['TRACE / HTTP/1.1', 405],
  ['PROPFIND /docs/x HTTP/1.1', 405],
  ['QUERY /api/v1/tasks HTTP/1.1', 405],
  ['OPTIONS * HTTP/1.1', 404],
  ['GET //docs/ HTTP/1.1', 404],
  ['GET /api/v1/runs/%zz HTTP/1.1', 400],
  [`GET /api/v1/runs/${long} HTTP/1.1`, 414],
  [`GET /${'x'.repeat(20_000)} HTTP/1.1`, 431],
  ['BREW / HTTP/1.1', 400],
  ['get / HTTP/1.1', 400],
  ['GET / HTTP/3.7', 400],
  ['GET /a b HTTP/1.1', 400],
  ['GET http://[/ HTTP/1.1', 400],
  ['GET x HTTP/1.1', 400],
  ['GET / HTTP/1.1\r\ncontent-length: 1\r\ntransfer-encoding: chunked', 400],
]

suite('a malformed request', () => {
  let gateway: TestGateway
  let port: number
  before(async () => {
    gateway = await startGateway()
    port = Number(new URL(await gateway.app.listen({ host: '127.0.0.1', port: 0 })).port)
  })
  after(() => gateway[Symbol.asyncDispose]())

  async function send(head: string): Promise<{ status: number; type: string; body: string }> {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    socket.write(`${head}\r\nhost: x\r\nconnection: close\r\n\r\n`)
    const answer = await text(socket)
    const [headers = '', body = ''] = answer.split('\r\n\r\n', 2)
    const status = Number(/^HTTP\/1.1 (\d+)/.exec(answer)?.[1])
    return { status, type: /^content-type: (.*)$/im.exec(headers)?.[1] ?? '', body }
  }

  for (const [head, status] of wrong)
    test(`gets a problem as its response: ${head.slice(0, 60)}`, async () => {
      const answer = await send(head)
      assert.equal(answer.status, status)
      assert.match(answer.type, /^application\/problem\+json/)
      assert.equal(JSON.parse(answer.body).status, status)
    })
})

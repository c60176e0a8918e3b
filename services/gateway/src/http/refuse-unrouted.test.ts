import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { adminKey, startGateway, type TestGateway } from '../gateway.fixture.ts'

suite('a request that matches no route', () => {
  let gateway: TestGateway
  before(async () => {
    gateway = await startGateway()
  })
  after(() => gateway[Symbol.asyncDispose]())

  const send = async (method: string, url: string, payload?: string) => {
    const answer = await gateway.app.inject({
      method: method as 'GET',
      url,
      headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'text/plain' },
      ...(payload === undefined ? {} : { payload }),
    })
    return { status: answer.statusCode, headers: answer.headers, body: answer.json() }
  }

  const wrong: [method: string, path: string, allow: string][] = [
    ['PUT', '/api/v1/articles', 'GET, HEAD, POST'],
    ['DELETE', '/api/v1/runs?limit=1', 'GET, HEAD, POST'],
    ['POST', '/api/v1/runs/run_1', 'GET, HEAD, PATCH'],
    ['GET', '/api/v1/runs/run_1/cancel', 'POST'],
    ['HEAD', '/api/v1/runs/run_1/events', 'GET'],
    ['OPTIONS', '/healthz', 'GET, HEAD'],
    ['POST', '/', 'GET, HEAD'],
    ['POST', '/docs/static/index.html', 'GET, HEAD'],
    ['TRACE', '/api/v1/accounts', 'GET, HEAD, POST'],
  ]
  for (const [method, path, allow] of wrong)
    test(`${method} ${path} is a 405 that lists ${allow}`, async () => {
      const answer = await gateway.app.inject({ method: method as 'GET', url: path, payload: 'x' })
      assert.deepEqual([answer.statusCode, answer.headers['allow']], [405, allow])
      assert.match(String(answer.headers['content-type']), /^application\/problem\+json/)
      if (method !== 'HEAD') assert.equal(answer.json().code, 'method-not-allowed')
    })

  test('with an unknown path is a 404, whatever its method and body', async () => {
    for (const path of ['/nowhere', '/api/v1/nowhere', '/api/v1/runs/x/y/z'])
      for (const method of ['GET', 'POST', 'PUT']) {
        const { status, body, headers } = await send(method, path, 'x')
        assert.deepEqual([status, body.code, headers['allow']], [404, 'route-not-found', undefined])
      }
  })

  test('from a browser to the root is redirected to the docs', async () => {
    const answer = await gateway.app.inject('/')
    assert.deepEqual([answer.statusCode, answer.headers.location], [302, '/docs/'])
    assert.equal((await gateway.app.inject('/docs/')).statusCode, 200)
  })
})

import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { suite, test } from 'node:test'
import { createApiClient } from './api-client.ts'
import { readEventStream } from './event-stream.ts'
import { taskStatuses, type Run, type TaskStatus } from './run.ts'
import { watchRun } from './watch-run.ts'

suite('following a run', () => {
  test('shows each state of the run, and ends with it', async () => {
    const runs = [run('running', 0), run('running', 1), run('completed', 2)]
    let polls = 0
    await using gateway = await startGateway((request, response) => {
      if (request.url?.endsWith('/events')) {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.write('id: 1\ndata: {}\n\n')
        setInterval(() => response.write('data: {}\n\n'), 20).unref()
      } else response.end(JSON.stringify(runs[Math.min(polls++, 2)]))
    })
    const shown: number[] = []
    const last = await watchRun(client(gateway.url), 'run_1', (now) =>
      shown.push(now.counts.published),
    )
    assert.equal(last.status, 'completed')
    assert.deepEqual(shown, [0, 1, 2])
  })

  test('goes on after its connection broke, from the last event it saw', async () => {
    const resumedFrom: (string | undefined)[] = []
    await using gateway = await startGateway((request, response) => {
      if (!request.url?.endsWith('/events')) {
        response.end(JSON.stringify(run(resumedFrom.length < 2 ? 'running' : 'completed', 1)))
        return
      }
      resumedFrom.push(request.headers['last-event-id'] as string | undefined)
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(`id: ${40 + resumedFrom.length}\ndata: {}\n\n`, () => {
        setImmediate(() => response.destroy())
      })
    })
    await watchRun(client(gateway.url), 'run_1', () => undefined)
    assert.deepEqual(resumedFrom.slice(0, 2), [undefined, '41'])
  })

  test('reports the reason when the API refuses', async () => {
    await using gateway = await startGateway((_, response) => {
      response.writeHead(404, { 'content-type': 'application/problem+json' })
      response.end(JSON.stringify({ code: 'run-not-found', detail: 'There is no such run.' }))
    })
    await assert.rejects(
      watchRun(client(gateway.url), 'run_1', () => undefined),
      {
        code: 'run-not-found',
        message: 'There is no such run. (run-not-found)',
      },
    )
  })
})

suite('calling the API', () => {
  test('reports in one line that nothing listens', async () => {
    await using gateway = await startGateway(() => undefined)
    const { url } = gateway
    await gateway[Symbol.asyncDispose]()
    const api = createApiClient({ url, key: 'k', patienceMs: 0 })
    await assert.rejects(api.get('/runs'), {
      name: 'OperatorError',
      message: /^no Pressrun answers at .* \(ECONNREFUSED\): start it with "npm start"/,
    })
  })

  test('names the fields that were refused', async () => {
    await using gateway = await startGateway((_, response) => {
      response.writeHead(400)
      const details = [{ path: 'content.title', message: 'is too long' }]
      response.end(
        JSON.stringify({ code: 'validation-failed', detail: 'The body is not valid', details }),
      )
    })
    await assert.rejects(client(gateway.url).post('/publish', {}), {
      message: 'The body is not valid: content.title is too long (validation-failed)',
    })
  })
})

suite('reading an event stream', () => {
  test('joins events across any chunks, and skips heartbeats', async () => {
    const text = ': hi\n\nid: 7\nevent: change\ndata: {"a":\ndata: 1}\n\n:\n\ndata: x\r\n\r\n'
    const chunks = ReadableStream.from(text.split('').map((one) => new TextEncoder().encode(one)))
    const events = await Array.fromAsync(readEventStream(chunks as ReadableStream<Uint8Array>))
    assert.deepEqual(events, [
      { id: '7', event: 'change', data: '{"a":\n1}' },
      { id: undefined, event: undefined, data: 'x' },
    ])
  })
})

const client = (url: string) => createApiClient({ url, key: 'k', patienceMs: 5_000 })

function run(status: string, published: number): Run {
  const none = Object.fromEntries(taskStatuses.map((name) => [name, 0])) as Record<
    TaskStatus,
    number
  >
  return { id: 'run_1', status, counts: { ...none, published } }
}

async function startGateway(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { suite, test } from 'node:test'
import { awaitReadiness } from './await-readiness.ts'

const forever = new AbortController().signal

/** A service with these check results, until they are changed. */
async function service(checks: Record<string, string>) {
  const server: Server = createServer((_, response) => {
    const isReady = Object.values(checks).every((state) => state === 'up')
    response.writeHead(isReady ? 200 : 503).end(JSON.stringify({ checks }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    becomes: (check: string, state: string) => void (checks[check] = state),
    [Symbol.dispose]: () => void server.close(),
  }
}

suite('a start', () => {
  test('waits for the servers that a service needs, and names their faults', async () => {
    using gateway = await service({ database: 'up' })
    using scheduler = await service({ database: 'up', nats: 'NATS at x:1 cannot be reached' })
    const output: string[] = []
    await awaitReadiness({
      urls: { gateway: gateway.url, scheduler: scheduler.url },
      say: (line) => {
        output.push(line)
        scheduler.becomes('nats', 'up')
      },
      signal: forever,
    })
    assert.deepEqual(output, ['not ready yet: nats: NATS at x:1 cannot be reached'])
  })

  test('does not wait for conditions that only a person can change', async () => {
    using gateway = await service({ database: 'up', restored: 'needs restore-check' })
    const say = (line: string) => assert.fail(line)
    await awaitReadiness({ urls: { gateway: gateway.url }, say, signal: forever })
  })

  test('ends with the signal', async () => {
    using gateway = await service({ database: 'read-only' })
    await awaitReadiness({
      urls: { gateway: gateway.url },
      say: () => {},
      signal: AbortSignal.timeout(100),
    })
  })
})

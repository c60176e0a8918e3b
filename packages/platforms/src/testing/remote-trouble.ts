import assert from 'node:assert/strict'
import type { RequestListener } from 'node:http'
import { suite, test } from 'node:test'
import type { Connector } from '../contract.ts'
import { keptTextMax } from '../kept-text.ts'
import { type Outbound, createOutbound, type OutboundOptions } from '@pressrun/outbound'
import { closedOrigin, serveLocally } from '@pressrun/outbound/testing'
import { publish } from './publish.ts'
import { render } from './render.ts'
import { sampleJob } from './sample-job.ts'
import { createMemory } from '../memory.ts'

const now = new Date('2026-03-29T06:30:00.000Z')

const openOutbound = (changes: Partial<OutboundOptions> = {}): Outbound =>
  createOutbound({
    privateTargets: ['127.0.0.1'],
    deadlineMs: 400,
    lookup: (host, _options, found) =>
      found(Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' }), []),
    ...changes,
  })

type AccountAt<Settings, Credentials> = (origin: string) => {
  settings: Settings
  credentials: Credentials
}

/** What a platform, or the way to it, can do to us; and what must be said of it. */
export function describeRemoteTrouble<Settings, Credentials>(
  connector: Connector<Settings, Credentials>,
  accountAt: AccountAt<Settings, Credentials>,
): void {
  const publishTo = async (origin: string, signal?: AbortSignal, outbound = openOutbound()) => {
    await using _open = outbound
    const job = sampleJob(accountAt(origin), signal && { signal })
    return await publish(connector, job, {
      outbound,
      dataDir: '/nowhere',
      now: () => now,
      memory: createMemory(Date.now),
      render,
    })
  }
  const publishAgainst = async (answer: RequestListener) => {
    await using server = await serveLocally(answer)
    return await publishTo(server.origin)
  }

  suite('proves that nothing was sent', () => {
    test('when the name does not resolve', async () => {
      const outcome = await publishTo('http://platform.invalid')
      assert.equal(outcome.outcome, 'not-sent')
    })

    test('when the connection is refused', async () => {
      const outcome = await publishTo(await closedOrigin())
      assert.equal(outcome.outcome, 'not-sent')
    })

    test('when the other side does not speak TLS', async () => {
      await using server = await serveLocally((_request, response) => response.end())
      const outcome = await publishTo(server.origin.replace('http:', 'https:'))
      assert.equal(outcome.outcome, 'not-sent')
      assert.deepEqual(server.received, [])
    })

    test('and rejects a private address that is not allowed', async () => {
      await using server = await serveLocally((_request, response) => response.end())
      const outcome = await publishTo(
        server.origin,
        undefined,
        openOutbound({ privateTargets: [] }),
      )
      assert.equal(outcome.outcome, 'rejected')
      assert.ok('code' in outcome && outcome.code === 'target-not-allowed')
      assert.deepEqual(server.received, [])
    })
  })

  suite('admits that it does not know', () => {
    test('when the connection drops after the request was read', async () => {
      const outcome = await publishAgainst((request) => request.socket.destroy())
      assert.equal(outcome.outcome, 'unknown')
    })

    test('when the answer breaks off', async () => {
      const outcome = await publishAgainst((request, response) => {
        response.writeHead(200, { 'content-length': '1000' })
        response.write('{"id":', () => request.socket.destroy())
      })
      assert.equal(outcome.outcome, 'unknown')
    })

    test('when the platform fails', async () => {
      const outcome = await publishAgainst((_request, response) => response.writeHead(502).end())
      assert.equal(outcome.outcome, 'unknown')
    })

    test('when no answer comes before the deadline', async () => {
      const outcome = await publishAgainst(() => undefined)
      assert.equal(outcome.outcome, 'unknown')
    })

    test('when the answer never ends', async () => {
      const outcome = await publishAgainst((_request, response) => {
        response.writeHead(200)
        const drip = setInterval(() => response.write(' '), 20)
        response.once('close', () => clearInterval(drip))
      })
      assert.equal(outcome.outcome, 'unknown')
    })

    test(
      'when it is aborted while it waits, long before the deadline',
      { timeout: 5_000 },
      async () => {
        const aborter = new AbortController()
        await using server = await serveLocally(() => aborter.abort())
        const patient = openOutbound({ deadlineMs: 60_000 })
        const outcome = await publishTo(server.origin, aborter.signal, patient)
        assert.equal(outcome.outcome, 'unknown')
      },
    )
  })

  suite('says what the platform said', () => {
    test('401 asks for a new log-in', async () => {
      const outcome = await publishAgainst((_request, response) => response.writeHead(401).end())
      assert.equal(outcome.outcome, 'auth-required')
    })

    test('429 names when to come back, given as seconds or as a date', async () => {
      const until = new Date(now.getTime() + 90_000)
      for (const value of ['90', until.toUTCString()]) {
        const outcome = await publishAgainst((_request, response) =>
          response.writeHead(429, { 'retry-after': value }).end(),
        )
        assert.equal(outcome.outcome, 'rate-limited')
        assert.deepEqual('until' in outcome && outcome.until, until)
      }
    })

    test('a redirect is not success, and is not followed', async () => {
      await using elsewhere = await serveLocally((_request, response) => response.end())
      const outcome = await publishAgainst((_request, response) =>
        response.writeHead(302, { location: elsewhere.origin }).end(),
      )
      assert.equal(outcome.outcome, 'rejected')
      assert.deepEqual(elsewhere.received, [])
    })

    test('a refusal keeps the beginning of its text, and none of the credentials', async () => {
      const outcome = await publishAgainst((request, response) => {
        response.writeHead(422)
        response.end(`${JSON.stringify(request.headers)}${'long '.repeat(300_000)}`)
      })
      assert.equal(outcome.outcome, 'rejected')
      const kept = JSON.stringify(outcome)
      assert.ok(kept.length < keptTextMax + 200, `${kept.length} characters were kept`)
      for (const secret of secretsOf(accountAt('http://127.0.0.1').credentials)) {
        assert.ok(!kept.includes(secret), 'a secret was kept')
      }
    })
  })
}

/** The words in all the strings in there that are long enough to be a secret. */
function secretsOf(value: unknown): string[] {
  if (typeof value === 'string') return value.split(/\s+/).filter((word) => word.length > 8)
  return Object.values(value ?? {}).flatMap(secretsOf)
}

import assert from 'node:assert/strict'
import type { RequestListener } from 'node:http'
import { suite, test } from 'node:test'
import { createOutbound } from '@pressrun/outbound'
import { serveLocally } from '@pressrun/outbound/testing'
import type { Connector } from '../contract.ts'
import { excerptMax } from '../redacted-excerpt.ts'
import { createCache } from '../cache.ts'
import { publish } from './publish.ts'
import { render } from './render.ts'
import { sampleJob } from './sample-job.ts'

type AccountAt<Settings, Credentials> = (origin: string) => {
  settings: Settings
  credentials: Credentials
}

/**
 * A connector's results for responses that no fake gives. Transport faults are tested with the outbound client
 * (packages/outbound, "transport faults"); the fake's faults show that the connector passes them on.
 */
export function describeAnswers<Settings, Credentials>(
  connector: Connector<Settings, Credentials>,
  accountAt: AccountAt<Settings, Credentials>,
): void {
  const publishTo = async (origin: string, privateTargets = ['127.0.0.1']) => {
    await using outbound = createOutbound({ privateTargets, deadlineMs: 5_000 })
    return await publish(connector, sampleJob(accountAt(origin)), {
      outbound,
      dataDir: '/nowhere',
      now: () => new Date(),
      cache: createCache(Date.now),
      render,
    })
  }
  const publishAgainst = async (answer: RequestListener) => {
    await using server = await serveLocally(answer)
    return await publishTo(server.origin)
  }

  suite('an unusual server', () => {
    test('at a private address that is not allowed gets no request, and the task is rejected', async () => {
      await using server = await serveLocally((_request, response) => response.end())
      const outcome = await publishTo(server.origin, [])
      assert.ok(outcome.outcome === 'rejected' && outcome.code === 'target-not-allowed')
      assert.deepEqual(server.received, [])
    })

    test('that redirects has not published, and is not followed', async () => {
      await using elsewhere = await serveLocally((_request, response) => response.end())
      const outcome = await publishAgainst((_request, response) =>
        response.writeHead(302, { location: elsewhere.origin }).end(),
      )
      assert.equal(outcome.outcome, 'rejected')
      assert.deepEqual(elsewhere.received, [])
    })

    test('with a long refusal is quoted from its beginning, without any of the credentials', async () => {
      const outcome = await publishAgainst((request, response) => {
        response.writeHead(422)
        response.end(`${JSON.stringify(request.headers)}${'long '.repeat(300_000)}`)
      })
      assert.equal(outcome.outcome, 'rejected')
      const kept = JSON.stringify(outcome)
      assert.ok(kept.length < excerptMax + 200, `${kept.length} characters were kept`)
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

import { describeConformance, render } from '../testing/index.ts'
import { serveLocally } from '@pressrun/outbound/testing'
import { createOutbound } from '@pressrun/outbound'
import { webhook } from './connector.ts'
import { createCache } from '../cache.ts'

const credentials = {
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  headers: { authorization: 'Bearer very-secret-token' },
}

/** A receiver that honours the key: a repeat gets the first answer and changes nothing. */
async function openTarget() {
  const posts = new Map<string, string>()
  const server = await serveLocally((request, response) => {
    const key = String(request.headers['idempotency-key'])
    const { content } = JSON.parse(server.received.at(-1) ?? '{}')
    if (!posts.has(key)) posts.set(key, content.title)
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ id: `post-${[...posts.keys()].indexOf(key)}` }))
  })
  const outbound = createOutbound({ privateTargets: ['127.0.0.1'] })
  return {
    settings: { url: `${server.origin}/in` },
    credentials,
    tools: {
      outbound,
      dataDir: '/nowhere',
      now: () => new Date(),
      cache: createCache(Date.now),
      render,
    },
    posts: async () => [...posts.values()],
    async [Symbol.asyncDispose]() {
      await outbound[Symbol.asyncDispose]()
      await server[Symbol.asyncDispose]()
    },
  }
}

describeConformance({
  connector: webhook,
  openTarget,
  accountAt: (origin) => ({ settings: { url: `${origin}/in` }, credentials }),
})

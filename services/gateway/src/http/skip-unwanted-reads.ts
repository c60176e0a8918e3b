import type { App } from './app.ts'

/** Ends requests for something to read whose clients have left meanwhile, before the reading begins. */
export function skipUnwantedReads(api: App): void {
  api.addHook('onRequest', async (request, reply) => {
    const isUnwanted =
      reply.raw.destroyed && (request.method === 'GET' || request.method === 'HEAD')
    if (!isUnwanted) return undefined
    reply.raw.end()
    return reply.hijack()
  })
}

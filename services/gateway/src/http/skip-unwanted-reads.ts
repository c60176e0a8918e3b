import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from './app.ts'
import { currentCall } from './call.ts'

/**
 * Ends reads whose clients have left: no query is begun for them any more. Comes before authentication, which makes the
 * first query.
 */
export function markUnwantedReads(api: App): void {
  api.addHook('onRequest', async (request, reply) => {
    const call = currentCall()
    // A stream shares its reads with others, and notices its end by itself.
    if (call && isRead(request) && !request.routeOptions.config.longLived)
      call.isUnwanted = () => reply.raw.destroyed
  })
}

/** Ends reads whose clients have left meanwhile, before the reading begins. */
export function skipUnwantedReads(api: App): void {
  api.addHook('onRequest', async (request, reply) =>
    reply.raw.destroyed && isRead(request) ? endUnanswered(reply) : undefined,
  )
}

/** For a client that has left. A reply that is not ended counts as work under way. */
export function endUnanswered(reply: FastifyReply): FastifyReply {
  reply.raw.end()
  return reply.hijack()
}

const isRead = ({ method }: FastifyRequest) => method === 'GET' || method === 'HEAD'

import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from './app.ts'
import { currentCall } from './call.ts'

/**
 * Has requests for something to read end when their clients have left: no query is begun for them any more. Comes
 * before who calls is found out, which is the first query.
 */
export function markUnwantedReads(api: App): void {
  api.addHook('onRequest', async (request, reply) => {
    const call = currentCall()
    // A stream shares what it reads with others, and knows by itself when it is over.
    if (call && isRead(request) && !request.routeOptions.config.longLived)
      call.isUnwanted = () => reply.raw.destroyed
  })
}

/** Ends requests for something to read whose clients have left meanwhile, before the reading begins. */
export function skipUnwantedReads(api: App): void {
  api.addHook('onRequest', async (request, reply) =>
    reply.raw.destroyed && isRead(request) ? endUnanswered(reply) : undefined,
  )
}

/** For a client that has left. What is not ended counts as work that goes on. */
export function endUnanswered(reply: FastifyReply): FastifyReply {
  reply.raw.end()
  return reply.hijack()
}

const isRead = ({ method }: FastifyRequest) => method === 'GET' || method === 'HEAD'

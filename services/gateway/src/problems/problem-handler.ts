import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from '@pressrun/runtime'
import { ClientGone } from '../http/client-gone.ts'
import { endUnanswered } from '../http/skip-unwanted-reads.ts'
import { problems } from './catalog.ts'
import { problemOf } from './problem-of.ts'

export type HandleProblem = ReturnType<typeof problemHandler>

/**
 * The one place where a request's failure becomes its response. A fault is logged here, once. `isDiskFull` is
 * asked why a database is away.
 */
export function problemHandler(log: Logger, isDiskFull: () => boolean) {
  return (cause: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    if (cause instanceof ClientGone) return endUnanswered(reply)
    const problem = problemOf(cause, isDiskFull)
    const { code, status, details, headers } = problem
    const traceId = request.traceId
    if (code === 'internal')
      log.error({ err: cause, traceId, method: request.method, path: pathOf(request) }, 'fault')
    if (code === 'body-too-large') letTheRestCome(request, reply)
    return reply
      .code(status)
      .headers(headers)
      .type('application/problem+json')
      .send({
        type: `urn:pressrun:problem:${code}`,
        title: problems[code].title,
        status,
        detail: problem.message,
        instance: pathOf(request),
        code,
        ...(details ? { details } : {}),
        ...(traceId ? { traceId } : {}),
      })
  }
}

/** This much of a body that is too large is read and discarded; beyond that the client is disconnected. */
const drainBytesMax = 64 * 1024 * 1024

/**
 * A client that still sends when the connection is closed may never see the response: so the rest of the body is
 * discarded, and the connection stays open.
 */
function letTheRestCome({ raw }: FastifyRequest, reply: FastifyReply): void {
  let drained = 0
  raw.on('data', (chunk: Buffer) => {
    drained += chunk.length
    if (drained > drainBytesMax) raw.destroy()
  })
  raw.resume()
  reply.removeHeader('connection')
}

/** Without the query, which may hold secrets. */
const pathOf = (request: FastifyRequest) => request.url.split('?', 1)[0] ?? '/'

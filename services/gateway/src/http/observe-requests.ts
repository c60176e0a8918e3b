import { AsyncLocalStorage } from 'node:async_hooks'
import { traced, type Metrics } from '@pressrun/runtime'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from './app.ts'

const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

/** Gives every request a span, child of the caller's, and a place in the histogram. */
export function observeRequests(app: App, metrics: Metrics): void {
  const seconds = metrics.histogram({
    name: 'pressrun_http_request_duration_seconds',
    help: 'How long requests take, from the first byte read to the last one written',
    labelNames: ['method', 'route', 'status'],
    buckets,
  })
  app.decorateRequest('traceId', '')
  app.decorateRequest('inSpan', null)
  app.addHook('onRequest', startSpan)
  // The body arrives outside of the span: its events belong to the connection. This goes back in.
  app.addHook('preValidation', (request, _reply, done) => request.inSpan?.(done))
  app.addHook('onResponse', (request, reply, done) => {
    const labels = { method: request.method, route: routeOf(request), status: reply.statusCode }
    if (!request.routeOptions.config.longLived) seconds.observe(labels, took(reply))
    done()
  })
}

const took = (reply: FastifyReply) => reply.elapsedTime / 1_000

/** The pattern, never the path: an id in a label would cost memory for good. */
const routeOf = (request: FastifyRequest) => request.routeOptions.url ?? 'none'

function startSpan(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  const { traceparent } = request.headers
  const options = {
    kind: 'server' as const,
    attributes: { 'http.request.method': request.method, 'http.route': routeOf(request) },
    ...(typeof traceparent === 'string' ? { traceparent } : {}),
  }
  void traced(`${request.method} ${routeOf(request)}`, options, (span) => {
    request.traceId = span.traceId
    request.inSpan = AsyncLocalStorage.snapshot()
    const closed = Promise.withResolvers<void>()
    reply.raw.once('close', () => {
      span.setAttribute('http.response.status_code', reply.statusCode)
      closed.resolve()
    })
    done()
    return closed.promise
  })
}

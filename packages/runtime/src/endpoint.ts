import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Health } from './health.ts'
import { healthAnswer } from './health-answer.ts'
import { boundedServer } from './http/bounded-server.ts'
import { countClosedConnections } from './http/closed-connections.ts'
import type { Logger } from './logger.ts'
import type { Metrics } from './metrics.ts'

export type EndpointOptions = {
  readonly host: string
  /** 0 for any free port. */
  readonly port: number
  readonly health: Health
  readonly metrics: Metrics
  readonly log: Logger
}

export type Endpoint = AsyncDisposable & { readonly port: number }

type Answer = {
  readonly status: number
  readonly type: string
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Health and metrics of a process, for probes and Prometheus: `/health/live`, `/health/ready`, `/healthz`, `/metrics`. */
export async function serveEndpoint(options: EndpointOptions): Promise<Endpoint> {
  const server = boundedServer((request, response) => void respond(options, request, response), {
    onClosed: countClosedConnections(options.metrics),
  })
  const listening = Promise.withResolvers<void>()
  server.once('error', listening.reject)
  server.listen(options.port, options.host, listening.resolve)
  await listening.promise.catch((cause: unknown) => {
    throw new Error(`cannot serve health and metrics on ${options.host}:${options.port}`, { cause })
  })

  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      const closed = Promise.withResolvers<void>()
      server.close(() => closed.resolve())
      // A scraper keeps its connection open between scrapes; nothing on it is worth waiting for.
      server.closeAllConnections()
      await closed.promise
    },
  }
}

async function respond(
  options: EndpointOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const answer = await answerTo(options, request).catch((error: unknown): Answer => {
    options.log.error({ err: error, path: request.url }, 'endpoint failed')
    return plain(500, 'failed, see the log')
  })
  response.writeHead(answer.status, {
    'content-type': answer.type,
    'cache-control': 'no-store',
    ...answer.headers,
  })
  response.end(request.method === 'HEAD' ? undefined : answer.body)
}

async function answerTo(
  { health, metrics }: EndpointOptions,
  { method, url }: IncomingMessage,
): Promise<Answer> {
  if (method !== 'GET' && method !== 'HEAD')
    return { ...plain(405, 'only GET and HEAD'), headers: { allow: 'GET, HEAD' } }
  const path = url?.split('?', 1)[0]
  if (path === '/metrics') {
    return { status: 200, type: metrics.registry.contentType, body: await metrics.page() }
  }
  const answer = await healthAnswer(health, path ?? '/')
  if (answer === undefined) return plain(404, 'not here')
  return { status: answer.status, type: 'application/json', body: JSON.stringify(answer.body) }
}

function plain(status: number, body: string): Answer {
  return { status, type: 'text/plain; charset=utf-8', body: `${body}\n` }
}

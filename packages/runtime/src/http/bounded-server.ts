import type { IncomingMessage, RequestListener, Server } from 'node:http'
import { createServer } from '@pressrun/lean/http-server'
import { httpLimits, type HttpLimits } from './http-limits.ts'
import { RequestGate, type ClosedReason } from './request-gate.ts'

const timeoutsCheckedEveryMs = 5_000

export type BoundedServerOptions = {
  readonly limits?: Partial<HttpLimits>
  readonly onClosed?: (reason: ClosedReason) => void
  /** The caller, where it is known. Callers are served in turn; unknown ones count as one. */
  readonly callerOf?: (request: IncomingMessage) => string | undefined
}

/**
 * An HTTP server that clients cannot exhaust, whatever their number and requests. The requests of a connection are
 * handled one at a time, each when the response before it has been read; and of all connections together, a few are
 * begun in each turn of the event loop, in turn by caller and by topic.
 */
export function boundedServer(handle: RequestListener, options: BoundedServerOptions = {}): Server {
  const limits = { ...httpLimits, ...options.limits }
  const { onClosed = () => {}, callerOf = () => undefined } = options
  const gate = new RequestGate({ limits, handle, onClosed, callerOf })
  const server = createServer({
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    connectionsCheckingInterval: timeoutsCheckedEveryMs,
    requireHostHeader: false,
  })
  server.setTimeout(limits.silenceTimeoutMs)
  server.on('connection', (socket) => gate.connect(socket))
  server.on('request', (request, response) => gate.receive(request, response))
  server.on('checkExpectation', (request, response) => gate.receive(request, response))
  return server
}

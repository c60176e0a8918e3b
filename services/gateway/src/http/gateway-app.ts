import type { IncomingMessage, RequestListener, Server } from 'node:http'
import { boundedServer, countClosedConnections, flowOf } from '@pressrun/runtime'
import fastify, { type FastifyRequest } from 'fastify'
import { register } from '../api/operation.ts'
import { operations } from '../operations.ts'
import type { Gateway } from '../gateway.ts'
import { honourIdempotencyKeys } from '../idempotency/idempotency.ts'
import { openapi } from '../openapi/openapi.ts'
import { problemHandler } from '../problems/problem-handler.ts'
import { clientErrorHandler } from '../problems/client-error-handler.ts'
import { isDiskFull } from '../problems/is-disk-full.ts'
import { Problem } from '../problems/problem.ts'
import { validatorCompiler } from '../problems/validator.ts'
import type { App } from './app.ts'
import { authentication } from './auth.ts'
import { inCall } from './call.ts'
import { closeInOrder } from './close-in-order.ts'
import { readJsonBody } from './json-body.ts'
import { markUnwantedReads, skipUnwantedReads } from './skip-unwanted-reads.ts'
import { limitLargeBodies } from './limit-large-bodies.ts'
import { KnownCallers } from './known-callers.ts'
import { observeRequests } from './observe-requests.ts'
import { refuseUnrouted } from './refuse-unrouted.ts'

const bodyMaxBytes = 2 * 1024 * 1024

/** A proxy in front, or a hundred watchers, may hold some; and each response may be a list of a megabyte. */
const limits = {
  connectionsMax: 1_000,
  abandonedMax: 200,
  unreadMaxBytes: 64 * 1024 * 1024,
  keepAliveTimeoutMs: 72_000,
}

const notAsked = (): never => {
  throw new Error('fastify was to make a validator or serializer of its own')
}

/** Ours are set below. Without this, fastify loads a hundred files of its own. */
const noCompilers = { buildValidator: notAsked, buildSerializer: notAsked }

const listed = Object.entries(operations)

/** The gateway's HTTP side, not yet listening. */
export function gatewayApp(gateway: Gateway): App {
  const handleProblem = problemHandler(gateway.log, () => isDiskFull(gateway.installation.dataDir))
  const callers = new KnownCallers()
  const onClosed = countClosedConnections(gateway.metrics)
  const app: App = fastify({
    logger: false,
    bodyLimit: bodyMaxBytes,
    serverFactory: (handle) => serverFor(handle, callers, onClosed),
    clientErrorHandler,
    genReqId: () => gateway.newId('request'),
    frameworkErrors: (cause, request, reply) => void handleProblem(cause, request, reply),
    routerOptions: { maxParamLength: 200 },
    schemaController: { compilersFactory: noCompilers },
  })
  app.setValidatorCompiler(validatorCompiler)
  // Responses are made field by field; tests check them against their schemas.
  app.setSerializerCompiler(() => JSON.stringify)
  app.setErrorHandler(handleProblem)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser<Buffer>(
    'application/json',
    { parseAs: 'buffer' },
    async ({ headers }: FastifyRequest, body: Buffer) => {
      refuseEncoded(headers['content-encoding'])
      return readJsonBody(body)
    },
  )
  app.addHook('onRequest', async (request) => {
    // Text in the database cannot hold it; in bodies it is refused where they are read.
    if (request.url.includes('%00')) throw new Problem('malformed-request')
  })
  app.decorateRequest('apiKey', null)
  app.decorateRequest('claimed', null)
  app.decorateRequest('runAccounts', null)
  closeInOrder(app, gateway.live.endStreams)
  observeRequests(app, gateway.metrics)
  refuseUnrouted(app)
  openapi(app, handleProblem)
  for (const [id, operation] of listed) if (operation.open) register(app, gateway, id, operation)
  void app.register(async (api) => registerApi(api as App, gateway, callers), { prefix: '/api/v1' })
  return app
}

/** RFC 9110, section 15.5.16. */
function refuseEncoded(coding: string | undefined): void {
  if (!coding || coding.toLowerCase() === 'identity') return
  const detail = 'The body is compressed (Content-Encoding): send it as it is.'
  throw new Problem('unsupported-media-type', {
    detail,
    headers: { 'accept-encoding': 'identity' },
  })
}

/** Each request is handled in a call of its own, by which connections to the database are shared. */
function serverFor(
  handle: RequestListener,
  callers: KnownCallers,
  onClosed: ReturnType<typeof countClosedConnections>,
): Server {
  const callerOf = (request: IncomingMessage) => callers.callerOf(request)
  const isUnwanted = () => false
  return boundedServer(
    (request, response) =>
      inCall({ flow: flowOf(request, callerOf(request)), isUnwanted }, () =>
        handle(request, response),
      ),
    { limits, onClosed, callerOf },
  )
}

function registerApi(api: App, gateway: Gateway, callers: KnownCallers): void {
  markUnwantedReads(api)
  api.addHook('onRequest', callers.noting(authentication(gateway)))
  skipUnwantedReads(api)
  limitLargeBodies(api, bodyMaxBytes)
  honourIdempotencyKeys(api, gateway)
  for (const [id, operation] of listed) if (!operation.open) register(api, gateway, id, operation)
}

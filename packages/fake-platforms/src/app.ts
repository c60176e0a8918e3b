import fastify, { type FastifyInstance, type FastifySchemaValidationError } from 'fastify'
import type { Faults } from './faults.ts'
import type { World } from './platform-fake.ts'
import { platformFakes } from './platforms/index.ts'

const bodyBytesMax = 20_000_000

/** A connection serves one request: a refusal is about connections, and must not be missed. */
export function createApp(world: World, faults: Faults): FastifyInstance {
  const app = fastify({
    forceCloseConnections: true,
    maxRequestsPerSocket: 1,
    bodyLimit: bodyBytesMax,
    routerOptions: { maxParamLength: 1_000 },
    ajv: { customOptions: { allErrors: false, coerceTypes: false, removeAdditional: false } },
    schemaErrorFormatter: ([error], where) => new Error(explained(where, error)),
  })
  app.server.prependListener('connection', (socket) => {
    if (faults.refusesConnection()) socket.resetAndDestroy()
  })
  parseBodies(app)
  for (const fake of platformFakes)
    app.register(async (scope) => fake.routes(scope, world), { prefix: `/${fake.platform}` })
  return app
}

/** The fault and, of a choice, the valid values. */
function explained(where: string, error: FastifySchemaValidationError | undefined): string {
  const { instancePath = '', message = 'is not valid', params } = error ?? {}
  const allowed = params?.['allowedValues']
  const choices = Array.isArray(allowed) ? `: ${allowed.join(', ')}` : ''
  return `${where}${instancePath} ${message}${choices}`
}

/** Forms become objects of strings; any other body stays bytes unless it is JSON. */
function parseBodies(app: FastifyInstance): void {
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  )
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
}

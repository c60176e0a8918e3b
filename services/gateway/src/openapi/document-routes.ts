import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { version } from '@pressrun/runtime'
import fastify, { type RouteOptions } from 'fastify'
import { jsonSchemaTransform } from 'fastify-type-provider-zod'
import type { App } from '../http/app.ts'
import type { HandleProblem } from '../problems/problem-handler.ts'
import { Problem } from '../problems/problem.ts'
import { withCommonParts } from './common-parts.ts'

const description = `Publishes one piece of content to many accounts on many platforms, once per account.

Errors are \`application/problem+json\` (RFC 9457) with a stable \`code\`. Every POST takes an
\`Idempotency-Key\`: the same key and body replay the first answer for 24 hours.`

const tags = [
  { name: 'accounts', description: 'Identities on platforms' },
  { name: 'articles', description: 'Content that is kept' },
  { name: 'schedules', description: 'Recurring runs: a cron expression in a time zone' },
  { name: 'dead letters', description: 'Messages that a service could not read or settle' },
  { name: 'system jobs', description: 'The recurring jobs of Pressrun itself' },
  { name: 'content sources', description: 'Feeds and folders that articles are imported from' },
  { name: 'runs', description: 'One content to many accounts' },
  { name: 'tasks', description: 'One run to one account' },
  { name: 'lanes', description: 'What waits for an account, and for what' },
  { name: 'projects', description: 'What belongs together' },
  { name: 'events', description: 'The log' },
  { name: 'analytics', description: 'What went out, by hour' },
  { name: 'API keys', description: 'Who may call' },
  { name: 'health', description: 'For probes and Prometheus' },
]

/** An app with nothing but the descriptions of the routes: it serves the pages about them. */
export async function documentRoutes(
  routes: readonly RouteOptions[],
  handleProblem: HandleProblem,
): Promise<App> {
  const app: App = fastify({
    frameworkErrors: (cause, request, reply) => void handleProblem(cause, request, reply),
  })
  app.setErrorHandler((cause, request, reply) =>
    handleProblem(
      isRefusal(cause) ? new Problem('route-not-found', { cause }) : cause,
      request,
      reply,
    ),
  )
  app.setNotFoundHandler(() => {
    throw new Problem('route-not-found')
  })
  app.setValidatorCompiler(() => () => true)
  app.setSerializerCompiler(() => JSON.stringify)
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Pressrun', version, description, license: { name: 'Apache-2.0' } },
      tags,
      components: { securitySchemes: { apiKey: { type: 'http', scheme: 'bearer' } } },
      security: [{ apiKey: [] }],
    },
    transform: jsonSchemaTransform,
    transformObject: (document) =>
      withCommonParts('openapiObject' in document ? (document.openapiObject as object) : {}),
  })
  await app.register(swaggerUi, { routePrefix: '/docs' })
  for (const { method, url, schema = {} } of routes)
    if (method !== 'HEAD' && !url.startsWith('/docs'))
      app.route({ method, url, schema, handler: () => Promise.resolve() })
  await app.ready()
  return app
}

/** What serves the files refuses paths that lead out of their folder. */
const isRefusal = (cause: unknown): boolean =>
  cause instanceof Error && 'statusCode' in cause && [403, 404].includes(Number(cause.statusCode))

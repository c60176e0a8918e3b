import { createHealth, healthAnswer } from '@pressrun/runtime'
import { z } from 'zod'
import type { App } from '../http/app.ts'
import type { Gateway } from '../gateway.ts'

const checks = z.record(z.string(), z.string())

const answers = {
  '/healthz': {
    operationId: 'health',
    summary: 'How it is: up, or why not',
    answer: z.looseObject({
      status: z.enum(['ok', 'degraded', 'unavailable']),
      version: z.string(),
      time: z.iso.datetime(),
      database: z.string(),
      nats: z.string(),
      schema: z.string(),
      rights: z.string(),
      log: z.string(),
      stream: z.string(),
    }),
  },
  '/health/live': {
    operationId: 'healthLive',
    summary: 'The process answers; it asks nothing of anybody',
    answer: z.object({ status: z.literal('ok') }),
  },
  '/health/ready': {
    operationId: 'healthReady',
    summary: 'What has to work does; NATS need not',
    answer: z.object({
      status: z.enum(['ok', 'unavailable']),
      missing: z.array(z.string()).optional(),
      checks,
    }),
  },
} as const

const tags = ['health']
const security: never[] = []

/** What probes and Prometheus ask: open to all, so who asks often gets an answer that is a second old. */
export function health(app: App, { health: known, checkNats, metrics }: Gateway): void {
  const { service, version } = known
  const asked = createHealth({ service, version })
  asked.check('nats', checkNats)
  for (const [path, { operationId, summary, answer }] of Object.entries(answers))
    app.route({
      method: 'GET',
      url: path,
      schema: {
        operationId,
        summary,
        tags,
        security,
        response: {
          200: answer as z.ZodType,
          503: answer as z.ZodType,
        },
      },
      handler: async (_request, reply) => {
        const found = await healthAnswer(known, path)
        const nats = path === '/healthz' ? (await asked.ready()).checks : {}
        return reply
          .code(found?.status ?? 503)
          .header('cache-control', 'no-store')
          .send({ ...found?.body, ...nats })
      },
    })
  app.route({
    method: 'GET',
    url: '/metrics',
    schema: {
      operationId: 'metrics',
      summary: 'For Prometheus',
      tags,
      security,
      response: { 200: { content: { 'text/plain': { schema: z.string() } } } },
    },
    handler: async (_request, reply) =>
      reply.type(metrics.registry.contentType).send(await metrics.page()),
  })
}

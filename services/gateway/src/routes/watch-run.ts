import { z } from 'zod'
import type { App } from '../http/app.ts'
import type { Gateway } from '../gateway.ts'
import { apiKeyOf } from '../api/commands.ts'
import { Problem } from '../problems/problem.ts'
import { projectOfRun } from '../runs/create-run.ts'
import { idParam, ids } from '../api/ids.ts'

const headers = z.object({
  'last-event-id': z
    .string()
    .regex(/^\d{1,15}$/, 'must be the id of an event')
    .transform(Number)
    .optional()
    .meta({ type: 'string', pattern: '^\\d{1,15}$' }),
})

const stream = z.string().describe('`snapshot`, then a `change` for each event of the run')

export function watchRun(app: App, gateway: Gateway): void {
  app.route({
    method: 'GET',
    url: '/runs/:id/events',
    // It would never end.
    exposeHeadRoute: false,
    config: { longLived: true },
    schema: {
      operationId: 'watchRun',
      summary: 'Watch a run: server-sent events, resumable by Last-Event-ID',
      tags: ['runs'],
      params: idParam(ids.run),
      headers,
      response: {
        200: { description: 'The stream', content: { 'text/event-stream': { schema: stream } } },
      },
    },
    handler: async (request, reply) => {
      const { id } = request.params
      if (!gateway.live.hasRoom())
        throw new Problem('gateway-busy', { headers: { 'retry-after': '5' } })
      await projectOfRun(gateway, id)
      reply.hijack()
      gateway.live.watch(
        {
          runId: id,
          after: request.headers['last-event-id'],
          apiKeyId: apiKeyOf(request).id,
        },
        reply.raw,
      )
      return reply
    },
  })
}

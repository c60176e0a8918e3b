import { readAudit } from '@pressrun/db/queries'
import { eventSchemas, type EventType } from '@pressrun/events'
import { z } from 'zod'
import type { App } from '../http/app.ts'
import type { Gateway } from '../gateway.ts'
import { ids } from '../api/ids.ts'

const limitMax = 1_000

const query = z.strictObject({
  after: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
  type: z.enum(Object.keys(eventSchemas) as [EventType, ...EventType[]]).optional(),
  streamId: z.union([ids.run, ids.task, ids.account, ids.source, ids.schedule]).optional(),
  limit: z.coerce.number().int().min(1).max(limitMax).default(100),
})

const event = z.object({
  position: z.int(),
  id: z.string(),
  streamId: z.string(),
  version: z.int(),
  type: z.string(),
  schemaVersion: z.int(),
  data: z.record(z.string(), z.unknown()),
  meta: z.record(z.string(), z.unknown()),
  recordedAt: z.iso.datetime(),
})

const answer = z.object({
  items: z.array(event),
  nextAfter: z.int().nullable().describe('`after` for the next page; null at the end of the log'),
})

export function audit(app: App, gateway: Gateway): void {
  app.route({
    method: 'GET',
    url: '/events',
    schema: {
      operationId: 'listEvents',
      summary: 'The log: everything that ever happened, in order',
      tags: ['events'],
      querystring: query,
      response: { 200: answer },
    },
    handler: async (request) => {
      const { after, type, streamId, limit } = request.query
      const filter = { after, type, streamId, limit }
      const { events, more } = await readAudit(gateway.database, filter)
      return {
        items: events.map((item) => ({ ...item, data: { ...item.data }, meta: { ...item.meta } })),
        nextAfter: (more && events.at(-1)?.position) || null,
      }
    },
  })
}

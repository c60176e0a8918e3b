import { readAudit } from '@pressrun/db'
import { eventSchemas, type EventType } from '@pressrun/events'
import { z } from 'zod'
import { ids, ok, operation } from '../api/index.ts'
import { event } from './schema.ts'

const limitMax = 1_000

export const listEvents = operation({
  method: 'GET',
  path: '/events',
  tag: 'events',
  summary: 'The log: everything that ever happened, in order',
  query: z.strictObject({
    after: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
    type: z.enum(Object.keys(eventSchemas) as [EventType, ...EventType[]]).optional(),
    streamId: z.union([ids.run, ids.task, ids.account, ids.source, ids.schedule]).optional(),
    limit: z.coerce.number().int().min(1).max(limitMax).default(100),
  }),
  responses: {
    200: z.object({
      items: z.array(event),
      nextAfter: z
        .int()
        .nullable()
        .describe('`after` for the next page; null at the end of the log'),
    }),
  },
  handler: async ({ database }, { query }) => {
    const { after, type, streamId, limit } = query
    const { events, more } = await readAudit(database, { after, type, streamId, limit })
    const items = events.map((item) => ({
      ...item,
      data: { ...item.data },
      meta: { ...item.meta },
    }))
    return ok({ items, nextAfter: (more && events.at(-1)?.position) || null })
  },
})

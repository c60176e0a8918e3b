import { lagMax, listProjections } from '@pressrun/db/queries'
import { z } from 'zod'
import type { App } from '../http/app.ts'
import type { Gateway } from '../gateway.ts'
import { Problem } from '../problems/problem.ts'

const tags = ['analytics']

const projection = z.object({
  name: z.string(),
  version: z.int(),
  position: z.int().describe('the last event of the log it has taken in'),
  lag: z.int().describe(`events it has yet to take in, ${lagMax} at most`),
  state: z.enum(['live', 'rebuilding']),
  rebuildPosition: z.int().nullable(),
  updatedAt: z.iso.datetime(),
})

export function projections(app: App, { database, requestRebuild }: Gateway): void {
  app.route({
    method: 'GET',
    url: '/projections',
    schema: {
      operationId: 'listProjections',
      summary: 'The views, and how far each is',
      tags,
      response: { 200: z.object({ items: z.array(projection), nextCursor: z.null() }) },
    },
    handler: async () => {
      const rows = await listProjections(database)
      const items = rows.map(({ rebuild_position, updated_at, ...row }) => ({
        ...row,
        state: rebuild_position === null ? ('live' as const) : ('rebuilding' as const),
        rebuildPosition: rebuild_position,
        updatedAt: updated_at,
      }))
      return { items, nextCursor: null }
    },
  })
  app.route({
    method: 'POST',
    url: '/projections/:name/rebuild',
    schema: {
      operationId: 'rebuildProjection',
      summary: 'Fill a view again from the first event on, beside the live one',
      tags,
      params: z.strictObject({ name: z.string().max(100) }),
      response: {
        202: z.object({ name: z.string(), state: z.literal('rebuilding') }),
      },
    },
    handler: async (request, reply) => {
      const { name } = request.params
      const answer = await requestRebuild(name).catch((cause: unknown) => {
        throw new Problem('analytics-unavailable', { headers: { 'retry-after': '2' }, cause })
      })
      if (answer.state === 'unknown-view') throw new Problem('projection-not-found')
      return reply.status(202).send({ name, state: 'rebuilding' as const })
    },
  })
}

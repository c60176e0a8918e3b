import { listProjections as list } from '@pressrun/queries'
import { z } from 'zod'
import { ok, operation } from '../api/index.ts'
import { projection } from './schema.ts'

export const listProjections = operation({
  method: 'GET',
  path: '/projections',
  tag: 'analytics',
  summary: 'The views, and how far each is',
  responses: { 200: z.object({ items: z.array(projection), nextCursor: z.null() }) },
  handler: async ({ database }) => {
    const rows = await list(database)
    const items = rows.map((row) => ({
      ...row,
      state: row.rebuildPosition === null ? ('live' as const) : ('rebuilding' as const),
    }))
    return ok({ items, nextCursor: null })
  },
})

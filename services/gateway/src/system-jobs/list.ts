import { listSystemJobs as list } from '@pressrun/queries'
import { z } from 'zod'
import { ok, operation } from '../api/index.ts'
import { toSystemJob } from './response.ts'
import { systemJob } from './schema.ts'

export const listSystemJobs = operation({
  method: 'GET',
  path: '/system-jobs',
  tag: 'system jobs',
  summary: 'The recurring jobs of Pressrun itself',
  responses: { 200: z.object({ items: z.array(systemJob), nextCursor: z.null() }) },
  handler: async ({ database, now }) => {
    const items = (await list(database)).map((row) => toSystemJob(row, now()))
    return ok({ items, nextCursor: null })
  },
})

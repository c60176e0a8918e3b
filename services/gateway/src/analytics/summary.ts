import { sumAnalytics } from '@pressrun/queries'
import { z } from 'zod'
import { ok, operation } from '../api/index.ts'
import { figuresOf } from './figures.ts'
import { analyticsFilter, figures } from './schema.ts'

export const analyticsSummary = operation({
  method: 'GET',
  path: '/analytics/summary',
  tag: 'analytics',
  summary: 'Posts over the whole time asked for',
  query: z.strictObject(analyticsFilter),
  responses: { 200: figures },
  handler: async ({ database }, { query }) => ok(figuresOf(await sumAnalytics(database, query))),
})

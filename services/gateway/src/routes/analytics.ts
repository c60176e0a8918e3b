import { analyticsGroups, sumAnalytics, sumByHour, type AnalyticsGroup } from '@pressrun/db/queries'
import { z } from 'zod'
import { figuresOf } from '../analytics/figures.ts'
import type { App } from '../http/app.ts'
import type { Gateway } from '../gateway.ts'
import { ids } from '../api/ids.ts'
import { instantParam } from '../api/instants.ts'
import { Problem } from '../problems/problem.ts'

const tags = ['analytics']

const filter = {
  from: instantParam.optional(),
  to: instantParam.optional(),
  projectId: ids.project.optional(),
}

const groups = z
  .string()
  .max(100)
  .transform((text) => new Set(text.split(',').map((name) => name.trim())))
  .pipe(z.set(z.enum(analyticsGroups)))
  .meta({ type: 'string', pattern: '^(platform|account)(,(platform|account))*$' })

const figures = {
  postsSuccess: z.int(),
  postsFailed: z.int(),
  postsUnconfirmed: z.int(),
  avgDurationMs: z.number().nullable(),
  p95DurationMs: z.number().nullable(),
  avgLatenessMs: z.number().nullable(),
}

const hour = z.object({
  hour: z.iso.datetime(),
  platform: z.string().optional(),
  accountId: ids.account.optional(),
  ...figures,
})

/** Beyond this a narrower time or coarser groups must be asked for. */
const rowsMax = 10_000

export function analytics(app: App, { database }: Gateway): void {
  app.route({
    method: 'GET',
    url: '/analytics/hourly',
    schema: {
      operationId: 'hourlyAnalytics',
      summary: 'Posts by hour of their outcome',
      tags,
      querystring: z.strictObject({
        ...filter,
        groupBy: groups.optional(),
      }),
      response: {
        200: z.object({
          items: z.array(hour),
          nextCursor: z.null(),
        }),
      },
    },
    handler: async (request) => {
      const { groupBy = new Set<AnalyticsGroup>(), ...range } = request.query
      const rows = await sumByHour(database, range, [...groupBy], rowsMax + 1)
      if (rows.length > rowsMax)
        throw new Problem('too-many-rows', {
          detail: `More than ${rowsMax} rows: ask for a shorter time or coarser groups.`,
        })
      return {
        items: rows.map((row) => ({
          hour: row.hour,
          ...(row.platform === undefined ? {} : { platform: row.platform }),
          ...(row.account_id === undefined ? {} : { accountId: row.account_id }),
          ...figuresOf(row),
        })),
        nextCursor: null,
      }
    },
  })
  app.route({
    method: 'GET',
    url: '/analytics/summary',
    schema: {
      operationId: 'analyticsSummary',
      summary: 'Posts over the whole time asked for',
      tags,
      querystring: z.strictObject(filter),
      response: { 200: z.object(figures) },
    },
    handler: async (request) => figuresOf(await sumAnalytics(database, request.query)),
  })
}

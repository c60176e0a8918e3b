import { analyticsGroups, sumByHour, type AnalyticsGroup } from '@pressrun/queries'
import { z } from 'zod'
import { ids, ok, operation } from '../api/index.ts'
import { Problem } from '../problems/problem.ts'
import { figuresOf } from './figures.ts'
import { analyticsFilter, figures } from './schema.ts'

const groups = z
  .string()
  .max(100)
  .transform((text) => new Set(text.split(',').map((name) => name.trim())))
  .pipe(z.set(z.enum(analyticsGroups)))
  .meta({ type: 'string', pattern: '^(platform|account)(,(platform|account))*$' })

const hour = z.object({
  hour: z.iso.datetime(),
  platform: z.string().optional(),
  accountId: ids.account.optional(),
  ...figures.shape,
})

/** Beyond this the caller must narrow the time or coarsen the groups. */
const rowsMax = 10_000

export const hourlyAnalytics = operation({
  method: 'GET',
  path: '/analytics/hourly',
  tag: 'analytics',
  summary: 'Posts by hour of their outcome',
  query: z.strictObject({ ...analyticsFilter, groupBy: groups.optional() }),
  responses: { 200: z.object({ items: z.array(hour), nextCursor: z.null() }) },
  handler: async ({ database }, { query }) => {
    const { groupBy = new Set<AnalyticsGroup>(), ...range } = query
    const rows = await sumByHour(database, range, [...groupBy], rowsMax + 1)
    if (rows.length > rowsMax)
      throw new Problem('too-many-rows', {
        detail: `More than ${rowsMax} rows: ask for a shorter time or coarser groups.`,
      })
    const items = rows.map((row) => ({
      hour: row.hour,
      ...(row.platform === undefined ? {} : { platform: row.platform }),
      ...(row.accountId === undefined ? {} : { accountId: row.accountId }),
      ...figuresOf(row),
    }))
    return ok({ items, nextCursor: null })
  },
})

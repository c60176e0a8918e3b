import { z } from 'zod'
import { timeZoneParam } from '../api/moment.ts'
import { cronParam, nextRuns } from '../api/cron.ts'

const instant = z.iso.datetime()

export const systemJob = z.object({
  id: z.string(),
  does: z.string(),
  state: z.enum(['active', 'paused']),
  cron: z.string(),
  timeZone: z.string(),
  nextRuns,
  lastAt: instant.nullable(),
  lastLatenessMs: z.int().nullable(),
  lastDurationMs: z.int().nullable(),
  lastResult: z.int().nullable().describe('how many items its last execution handled'),
  failures: z.int().describe('consecutive failures'),
  lastError: z.object({ code: z.string(), message: z.string() }).nullable(),
  version: z.int(),
})

export const systemJobChange = z.strictObject({
  cron: cronParam.optional(),
  timeZone: timeZoneParam.optional(),
})

export const systemJobParams = z.strictObject({ id: z.string().max(100) })

import { z } from 'zod'
import { stored } from '../ids.ts'
import { instant } from '../time.ts'

/** How fast an account may publish. Absent means no limit (`maxInFlight`: 1). */
export const accountLimits = z.strictObject({
  maxInFlight: z.int().min(1).max(1000).optional(),
  ratePerMinute: z.int().min(1).optional(),
  ratePerHour: z.int().min(1).optional(),
  ratePerDay: z.int().min(1).optional(),
  minGapSeconds: z.number().min(0).max(86_400).optional(),
})
export type AccountLimits = z.infer<typeof accountLimits>

const settings = z.record(z.string(), z.unknown())

export const accountEvents = {
  AccountConnected: z.object({
    projectId: stored.projectId,
    platform: z.string(),
    name: z.string(),
    /** Never a secret: credentials live sealed in a table of their own. */
    settings,
    limits: accountLimits,
  }),
  AccountChanged: z.object({
    name: z.string().optional(),
    settings: settings.optional(),
    limits: accountLimits.optional(),
    /** The sealed credentials were replaced; what they are is not said. */
    credentialsReplaced: z.boolean(),
  }),
  AccountPaused: z.object({}),
  AccountResumed: z.object({}),
  AccountHeld: z.object({ code: z.string(), message: z.string() }),
  AccountThrottled: z.object({ until: instant, scope: z.enum(['account', 'platform']) }),
  AccountRemoved: z.object({}),
}

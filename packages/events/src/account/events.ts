import { z } from 'zod'
import { stored } from '../ids.ts'
import { idempotencyClasses } from '../task/outcome.ts'
import { instant } from '../time.ts'

/** The limit of an account that does not set how many of its tasks may be on their way at once. */
export const maxInFlightDefault = 1

/** How fast an account may publish. Absent means no limit, but for `maxInFlight`. */
export const accountLimits = z.strictObject({
  maxInFlight: z.int().min(1).max(1000).optional(),
  ratePerMinute: z.int().min(1).optional(),
  ratePerHour: z.int().min(1).optional(),
  ratePerDay: z.int().min(1).optional(),
  minGapSeconds: z.number().min(0).max(86_400).optional(),
  /** Its share where lanes compete; 1 when absent. */
  weight: z.int().min(1).max(100).optional(),
})
export type AccountLimits = z.infer<typeof accountLimits>

/**
 * What to do when it cannot be known whether a post went out (platforms of class `none`): leave it to a person, or
 * send again and risk a second post.
 */
export const unconfirmedPolicies = ['ask', 'at-least-once'] as const
export type UnconfirmedPolicy = (typeof unconfirmedPolicies)[number]

/** What the platform returned about the account when it was verified. */
export const verification = z.object({
  identity: z
    .object({ id: z.string().optional(), name: z.string().optional(), url: z.string().optional() })
    .optional(),
  /** The instance's own limits on content, in the form connectors take them. */
  limits: z.array(z.object({ path: z.string(), unit: z.string(), max: z.number() })).optional(),
  /** What the server runs, as it names itself. */
  software: z.object({ name: z.string(), version: z.string().optional() }).optional(),
  /** How this server treats a repeat, where servers of one platform differ. */
  class: z.enum(idempotencyClasses).optional(),
})
export type Verification = z.infer<typeof verification>

const settings = z.record(z.string(), z.unknown())

export const accountEvents = {
  AccountConnected: z.object({
    projectId: stored.projectId,
    platform: z.string(),
    name: z.string(),
    /** Never a secret: credentials live sealed in a table of their own. */
    settings,
    limits: accountLimits,
    unconfirmedPolicy: z.enum(unconfirmedPolicies).optional(),
  }),
  AccountChanged: z.object({
    name: z.string().optional(),
    settings: settings.optional(),
    limits: accountLimits.optional(),
    unconfirmedPolicy: z.enum(unconfirmedPolicies).optional(),
    /** The sealed credentials were replaced; the event does not contain them. */
    credentialsReplaced: z.boolean(),
  }),
  AccountVerified: verification,
  AccountPaused: z.object({}),
  AccountResumed: z.object({}),
  AccountHeld: z.object({ code: z.string(), message: z.string() }),
  AccountThrottled: z.object({ until: instant, scope: z.enum(['account', 'platform']) }),
  AccountRemoved: z.object({}),
}

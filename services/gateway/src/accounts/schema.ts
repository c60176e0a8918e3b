import { accountLimits, unconfirmedPolicies, verification } from '@pressrun/events'
import { z } from 'zod'
import { ids } from '../api/ids.ts'

const jsonObject = z.record(z.string(), z.unknown())

export const accountName = z.string().trim().min(1).max(200)
export const settings = jsonObject.describe('what the platform needs; see GET /platforms')
export const credentials = jsonObject.describe('kept sealed, never shown; see GET /platforms')
export const limits = accountLimits.describe(
  'how fast the account may publish; every limit is optional. Without `maxInFlight`, one post is in progress at a time. A task that waits for a rate or for `minGapSeconds` is `blockedOn` `rate-limit`',
)

export const unconfirmedPolicy = z
  .enum(unconfirmedPolicies)
  .describe(
    'what to do when it cannot be known whether a post went out (platforms of class `none`): ask a person, or send again and risk a second post',
  )

/** The result of asking the platform about settings and credentials. */
export const verdict = verification.extend({
  outcome: z.enum(['verified', 'rejected', 'rate-limited', 'auth-required', 'not-sent', 'unknown']),
  code: z.string().optional(),
  message: z.string().optional(),
  until: z.iso.datetime().optional().describe('the platform cannot be asked before'),
})

export const states = ['active', 'paused', 'held'] as const

export const account = z.object({
  id: ids.account,
  projectId: ids.project,
  platform: z.string(),
  name: z.string(),
  state: z.enum(states),
  reason: z.object({ code: z.string(), message: z.string() }).nullable(),
  settings: jsonObject,
  limits,
  unconfirmedPolicy,
  verified: verification
    .nullable()
    .describe('what the platform said of it under these settings; null before it was asked'),
  blockedUntil: z.iso.datetime().nullable(),
  unreachableSince: z.iso
    .datetime()
    .nullable()
    .describe(
      'nothing has arrived at its platform since then, for an hour at least, though tasks wait; they are still being tried',
    ),
  version: z.int(),
  createdAt: z.iso.datetime(),
})

import { contentSchema, overridesSchema } from '@pressrun/platforms'
import { z } from 'zod'
import { ids } from '../schemas/ids.ts'
import { instantParam } from '../schemas/instants.ts'

export const accountsMax = 10_000
const concurrencyMax = 1_000
const concurrencyDefault = 10
const priorityDefault = 5

const timeZone = z
  .string()
  .max(100)
  .refine(isTimeZone, 'must be an IANA time zone, such as Europe/Berlin')

function isTimeZone(name: string): boolean {
  try {
    const { timeZone: known } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions()
    // Offsets such as +02:00 are known, too, but they are no zones.
    return /^[A-Za-z]/.test(known)
  } catch {
    return false
  }
}

const accountIds = z
  .array(ids.account)
  .min(1)
  .max(accountsMax)
  .superRefine((given, context) => {
    if (new Set(given).size === given.length) return
    const repeated = given.findIndex((id, i) => given.indexOf(id) < i)
    const message = 'is there twice; a run publishes once per account'
    context.addIssue({ code: 'custom', path: [repeated], message })
  })

/** What every way of ordering a run takes. */
export const runOptions = {
  accountIds,
  overrides: z
    .record(ids.account, overridesSchema)
    .optional()
    .describe('what single accounts say differently'),
  scheduledAt: instantParam.optional().describe('not before; now when absent or past'),
  timeZone: timeZone.optional().describe('the zone the time was chosen in'),
  priority: z.int().min(0).max(9).default(priorityDefault).describe('9 goes first'),
  concurrency: z
    .int()
    .min(1)
    .max(concurrencyMax)
    .default(concurrencyDefault)
    .describe('how many tasks of the run may be under way at once'),
}

export type RunOptions = z.output<z.ZodObject<typeof runOptions>>

export const content = contentSchema

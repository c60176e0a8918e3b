import { contentSchema, overridesSchema, tooLongSchema } from '@pressrun/content'
import { z } from 'zod'
import { ids } from '../api/ids.ts'
import { momentParam, timeZoneParam } from '../api/moment.ts'

const accountsMax = 10_000
const concurrencyMax = 1_000
const concurrencyDefault = 10
const priorityDefault = 5

const accountIds = z
  .array(ids.account)
  .min(1)
  .max(accountsMax)
  .superRefine((given, context) => {
    const before = new Set<string>()
    const repeated = given.findIndex((id) => before.size === before.add(id).size)
    if (repeated < 0) return
    const message = 'is listed twice; a run publishes once per account'
    context.addIssue({ code: 'custom', path: [repeated], message })
  })

export const scheduledAtNote =
  'A `scheduledAt` in the past is accepted and means now: the run goes out once it is started.'

/** The options of every way to create a run. */
export const runOptions = {
  accountIds,
  overrides: z
    .record(ids.account, overridesSchema)
    .optional()
    .describe('content that differs for single accounts'),
  tooLong: tooLongSchema.optional(),
  strict: z
    .boolean()
    .default(false)
    .describe(
      'whether content that the platform of one account would refuse is refused for all (422). Otherwise the task of that account fails with the code of the refusal, and only what no account can take is refused',
    ),
  scheduledAt: momentParam.optional(),
  timeZone: timeZoneParam.optional().describe('the zone the time was chosen in'),
  priority: z.int().min(0).max(9).default(priorityDefault).describe('9 goes first'),
  concurrency: z
    .int()
    .min(1)
    .max(concurrencyMax)
    .default(concurrencyDefault)
    .describe('how many tasks of the run may be in progress at once'),
}

export type RunOptions = z.output<z.ZodObject<typeof runOptions>>

export const content = contentSchema

import { missedPolicies } from '@pressrun/events'
import { cronProblem } from '@pressrun/time'
import { z } from 'zod'
import { content, runOptions } from '../runs/order.ts'
import { ids } from './ids.ts'
import { momentParam, timeZoneParam } from './moment.ts'

/** A day: an outage overnight does not cost the post of the morning. */
const catchUpMinutesDefault = 24 * 60
const catchUpMinutesMax = 7 * 24 * 60

export const cronParam = z
  .string()
  .max(200)
  .superRefine((line, context) => {
    const message = cronProblem(line)
    if (message !== undefined) context.addIssue({ code: 'custom', message })
  })
  .transform((line) => line.trim().replaceAll(/\s+/g, ' '))
  .meta({ type: 'string' })
  .describe(
    'five fields: minute, hour, day of month, month, day of week; or a name such as @daily. Where day of month and day of week are both given, either is enough: `0 9 13 * 5` fires on every 13th and on every Friday. Day of month takes `L` (the last), `15W` (the weekday nearest to the 15th) and `LW` (the last weekday), day of week `1#2` (the second Monday) and `1#L` or `1L` (the last Monday)',
  )

const template = z
  .strictObject({
    articleId: ids.article.optional().describe('as it is when it is published'),
    content: content.optional(),
    contentSourceId: ids.source
      .optional()
      .describe(
        'its oldest article that no run has used; nothing when there is none. The oldest is the one that came first: of what a feed shows at once, by the dates of its items (published, else updated); of files, by name',
      ),
  })
  .refine((given) => Object.values(given).filter((one) => one !== undefined).length === 1, {
    message: 'exactly one of articleId, content and contentSourceId is needed',
  })
export type TemplateOrder = z.output<typeof template>

const { accountIds, overrides, priority, concurrency } = runOptions

const name = z.string().trim().min(1).max(200)
const missed = z
  .enum(missedPolicies)
  .describe(
    'of instants that went by unfired: one run for the latest, one each for all, or none; within the catch-up window',
  )
const catchUpMinutes = z
  .int()
  .min(1)
  .max(catchUpMinutesMax)
  .describe('what is missed for longer gets no run')

export const newSchedule = z.strictObject({
  projectId: ids.project.optional(),
  name: name.optional(),
  cron: cronParam,
  timeZone: timeZoneParam,
  template,
  accountIds,
  overrides,
  priority,
  concurrency,
  missed: missed.default('latest'),
  catchUpMinutes: catchUpMinutes.default(catchUpMinutesDefault),
  startAt: momentParam.optional(),
  endAt: momentParam.optional(),
})

export const scheduleChange = z.strictObject({
  name: name.nullable().optional(),
  cron: cronParam.optional(),
  timeZone: timeZoneParam.optional(),
  template: template.optional(),
  accountIds: accountIds.optional(),
  overrides: overrides.unwrap().nullable().optional(),
  priority: priority.unwrap().optional(),
  concurrency: concurrency.unwrap().optional(),
  missed: missed.optional(),
  catchUpMinutes: catchUpMinutes.optional(),
  startAt: momentParam.nullable().optional(),
  endAt: momentParam.nullable().optional(),
})
export type ScheduleChange = z.output<typeof scheduleChange>

const instant = z.iso.datetime()

export const nextRuns = z
  .array(instant)
  .describe(
    'the next 10 instants it fires for; while it is paused, those it would fire for if it were resumed now',
  )

export const schedule = z.object({
  id: ids.schedule,
  projectId: ids.project,
  name: z.string().nullable(),
  state: z.enum(['active', 'paused', 'ended']).describe('ended: it never fires again'),
  cron: z.string(),
  timeZone: z.string(),
  template: z.object({
    articleId: ids.article.optional(),
    content: z.looseObject({ title: z.string() }).optional().describe('in lists the title alone'),
    contentSourceId: ids.source.optional(),
  }),
  accountIds: z.array(ids.account),
  overrides: z.record(z.string(), z.looseObject({})).nullable(),
  priority: z.int(),
  concurrency: z.int(),
  missed: z.enum(missedPolicies),
  catchUpMinutes: z.int(),
  startAt: instant.nullable(),
  endAt: instant.nullable(),
  nextRuns,
  lastRun: z
    .object({
      runId: ids.run,
      nominalAt: instant.describe('the instant it was made for'),
      firedAt: instant,
    })
    .nullable(),
  lastLatenessMs: z.int().nullable().describe('from the instant to its run, or to its failure'),
  fired: z.int().describe('instants that have a run'),
  skipped: z.int().describe('instants that were passed over'),
  failures: z.int().describe('firings in a row of which no run came'),
  lastError: z.object({ code: z.string(), message: z.string() }).nullable(),
  version: z.int(),
  createdAt: instant,
})

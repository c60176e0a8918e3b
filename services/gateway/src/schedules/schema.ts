import { missedPolicies, skipReasons } from '@pressrun/events'
import { z } from 'zod'
import { content, runOptions } from '../runs/options.ts'
import { cronParam, nextRuns } from '../api/cron.ts'
import { ids } from '../api/ids.ts'
import { momentParam, timeZoneParam } from '../api/moment.ts'

/** A day: an overnight outage does not cost the morning's post. */
const catchUpMinutesDefault = 24 * 60
const catchUpMinutesMax = 7 * 24 * 60

const template = z
  .strictObject({
    articleId: ids.article.optional().describe('published as it is when the schedule fires'),
    content: content.optional(),
    contentSourceId: ids.source
      .optional()
      .describe(
        'publishes its oldest article that no run has used; when there is none, the instant is skipped. The oldest is the one that was imported first: of the items that a feed shows at once, the first by date (published, else updated); of files, the first by name',
      ),
  })
  .refine((given) => Object.values(given).filter((one) => one !== undefined).length === 1, {
    message: 'exactly one of articleId, content and contentSourceId is needed',
  })
export type TemplateInput = z.output<typeof template>

const { accountIds, overrides, tooLong, priority, concurrency } = runOptions

const name = z.string().trim().min(1).max(200)
const missed = z
  .enum(missedPolicies)
  .describe(
    'which missed instants within `catchUpMinutes` get a run: the `latest`, `all`, or none (`skip`). Up to a minute late is not missed',
  )
const catchUpMinutes = z
  .int()
  .min(1)
  .max(catchUpMinutesMax)
  .describe('an instant that was missed by more than this gets no run')

export const newSchedule = z.strictObject({
  projectId: ids.project.optional(),
  name: name.optional(),
  cron: cronParam,
  timeZone: timeZoneParam,
  template,
  accountIds,
  overrides,
  tooLong,
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
  tooLong: tooLong.describe(
    'kept in the `overrides` of each account that is published to, in place of what they say of it',
  ),
  priority: priority.unwrap().optional(),
  concurrency: concurrency.unwrap().optional(),
  missed: missed.optional(),
  catchUpMinutes: catchUpMinutes.optional(),
  startAt: momentParam.nullable().optional(),
  endAt: momentParam.nullable().optional(),
})
export type ScheduleChange = z.output<typeof scheduleChange>

const instant = z.iso.datetime()

export const schedule = z.object({
  id: ids.schedule,
  projectId: ids.project,
  name: z.string().nullable(),
  state: z
    .enum(['active', 'failing', 'paused', 'ended'])
    .describe(
      'failing: it still fires, but its last attempt to make a run failed; `lastError` says why. ended: it never fires again',
    ),
  cron: z.string(),
  timeZone: z.string(),
  template: z.object({
    articleId: ids.article.optional(),
    content: z.looseObject({ title: z.string() }).optional().describe('only the title in lists'),
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
      nominalAt: instant.describe('the scheduled instant'),
      firedAt: instant,
    })
    .nullable(),
  lastLatenessMs: z
    .int()
    .nullable()
    .describe('from the scheduled instant to its run or its failure'),
  fired: z.int().describe('instants that got a run'),
  skipped: z.int().describe('instants that were skipped'),
  lastSkip: z
    .object({ at: instant, reason: z.enum(skipReasons).exclude(['already-fired']) })
    .nullable()
    .describe(
      'missed: nothing ran at that time, and `missed` or `catchUpMinutes` left it out; nothing-new: the content source had no item that no run has used',
    ),
  failures: z.int().describe('consecutive failed attempts to make a run'),
  lastError: z.object({ code: z.string(), message: z.string() }).nullable(),
  version: z.int(),
  createdAt: instant,
})

import { z } from 'zod'
import { stored } from '../ids.ts'
import { instant } from '../time.ts'

/** What happens to instants that passed during an outage. */
export const missedPolicies = ['latest', 'all', 'skip'] as const
export type MissedPolicy = (typeof missedPolicies)[number]

/** What a firing publishes. An article is read at firing time, content is fixed when given. */
const scheduleTemplate = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('article'), articleId: stored.articleId }),
  z.object({ kind: z.literal('content'), snapshot: z.string(), title: z.string() }),
  /** The oldest article of the source that no run has used. */
  z.object({ kind: z.literal('source'), sourceId: stored.sourceId }),
])
export type ScheduleTemplate = z.infer<typeof scheduleTemplate>

const scheduleFailure = z.object({ code: z.string(), message: z.string() })
export type ScheduleFailure = z.infer<typeof scheduleFailure>

/** The settings of a schedule, which may be changed later. */
const terms = {
  name: z.string().nullable(),
  cron: z.string(),
  /** IANA. */
  timeZone: z.string(),
  template: scheduleTemplate,
  accountIds: z.array(stored.accountId),
  overrides: z.record(z.string(), z.record(z.string(), z.unknown())).nullable(),
  priority: z.number(),
  concurrency: z.number(),
  missed: z.enum(missedPolicies),
  catchUpMinutes: z.number(),
  /** Nothing fires before. */
  startAt: instant.nullable(),
  /** Nothing fires after. */
  endAt: instant.nullable(),
}
const scheduleTerms = z.object(terms)
export type ScheduleTerms = Readonly<z.infer<typeof scheduleTerms>>

const changedTerms = scheduleTerms.partial()
export type ChangedTerms = Readonly<z.infer<typeof changedTerms>>

/** When it fires next; null: never again, or not while it is paused. */
const nextAt = instant.nullable()

export const skipReasons = ['missed', 'nothing-new', 'already-fired'] as const
export type SkipReason = (typeof skipReasons)[number]

export const scheduleEvents = {
  ScheduleCreated: z.object({ projectId: stored.projectId, ...terms, nextAt }),
  ScheduleChanged: z.object({ changed: changedTerms, nextAt }),
  SchedulePaused: z.object({}),
  ScheduleResumed: z.object({ nextAt }),
  ScheduleDeleted: z.object({}),
  /** The instant `nominal` has its run. */
  ScheduleFired: z.object({
    nominal: instant,
    runId: stored.runId,
    latenessMs: z.number(),
    /** Accounts that the run leaves out: they were removed. */
    without: z.array(stored.accountId).optional(),
    nextAt,
  }),
  /** The instant `nominal` has no run, because there is nothing it could publish, or no account. */
  ScheduleFailed: z.object({
    nominal: instant,
    failure: scheduleFailure,
    latenessMs: z.number(),
    nextAt,
  }),
  /**
   * Instants that have no run and get none: how many, and the last of them, as far as they were counted. After a long
   * outage there may be more.
   */
  ScheduleSkipped: z.object({
    count: z.number(),
    until: instant,
    reason: z.enum(skipReasons),
    nextAt,
  }),
}

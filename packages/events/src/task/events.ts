import { z } from 'zod'
import { stored } from '../ids.ts'
import { instant } from '../time.ts'

/** The party at fault, which decides between retry, hold and give-up. */
export const errorClasses = [
  'rejected',
  'rate-limited',
  'auth-required',
  'not-sent',
  'unknown',
] as const

const taskError = z.object({
  code: z.string(),
  message: z.string(),
  class: z.enum(errorClasses),
})
export type TaskError = z.infer<typeof taskError>

/** The task's identity: repeated in each of its events so that no reader has to look anything up. */
const identity = {
  runId: stored.runId,
  accountId: stored.accountId,
  platform: z.string(),
  attempt: z.number(),
  generation: z.number(),
}

/** The timing of an attempt: milliseconds, `latenessMs` from due to dispatch. */
const timing = { startedAt: instant, durationMs: z.number(), latenessMs: z.number() }

/** How it became known after all, when the attempt's own result did not say. */
export const waysToKnow = ['reconciliation', 'person', 'late-answer'] as const

export const taskEvents = {
  /** The due job: attempt `attempt` may go out now. */
  TaskDue: z.object({ ...identity, dueAt: instant }),
  /** The durable intent of platforms that cannot take a repeat: what will be sent, by hash. */
  TaskAttemptStarted: z.object({
    ...identity,
    payloadHash: z.string(),
    token: z.string(),
    /** The publisher that is going to send it, by its number. */
    owner: z.number().optional(),
  }),
  TaskPublished: z.object({
    ...identity,
    ...timing,
    remoteId: z.string().optional(),
    url: z.string().optional(),
    knownBy: z.enum(waysToKnow).optional(),
  }),
  /** The attempt did not publish. With `retryAt` the task waits for its next, else it failed. */
  TaskAttemptFailed: z.object({
    ...identity,
    ...timing,
    error: taskError,
    countedAttempts: z.number(),
    retryAt: instant.optional(),
    /** A search for posts of earlier attempts found none. */
    absent: z.literal(true).optional(),
    knownBy: z.enum(waysToKnow).optional(),
  }),
  /** It may or may not be visible; nothing is sent again until that is known. */
  TaskUnconfirmed: z.object({
    ...identity,
    ...timing,
    error: taskError,
    /** When the platform is asked; absent when only a person can know. */
    nextCheckAt: instant.optional(),
  }),
  /** The platform may be asked now what became of an unconfirmed task, for the `check`th time. */
  TaskReconcileDue: z.object({ ...identity, check: z.number(), againAt: instant }),
  /** The platform was asked, and the outcome is still unknown. */
  TaskStillUnconfirmed: z.object({
    ...identity,
    check: z.number(),
    error: taskError,
    nextCheckAt: instant.optional(),
  }),
  /** A publisher's result of an attempt that had already been settled. It drives nothing. */
  TaskLateOutcome: z.object({
    ...identity,
    ...timing,
    remoteId: z.string().optional(),
    url: z.string().optional(),
  }),
  /** The account needs attention: the task waits for it. */
  TaskHeld: z.object({ ...identity, ...timing, error: taskError }),
  /** As `TaskHeld`, for a task that had not gone out when its account was held. */
  TaskHeldWithAccount: z.object({ ...identity, error: taskError }),
  TaskReleased: z.object({ ...identity, dueAt: instant }),
  TaskRetryRequested: z.object({
    ...identity,
    dueAt: instant,
    force: z.boolean(),
    /** The request it came with: a request that is repeated retries once. */
    requestId: z.string().optional(),
  }),
  /** It had not gone out, and is due at another time. */
  TaskRescheduled: z.object({ ...identity, dueAt: instant }),
  /** It is on its way, and to be cancelled should its attempt end without a post. */
  TaskCancelRequested: z.object(identity),
  TaskCancelled: z.object(identity),
}

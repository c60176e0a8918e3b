import { z } from 'zod'
import { stored } from '../ids.ts'
import { instant } from '../time.ts'

const plannedTask = z.object({
  /** Ends in its place in the run. */
  taskId: stored.taskId,
  accountId: stored.accountId,
  platform: z.string(),
  overrides: z.record(z.string(), z.unknown()).optional(),
})

export const runEvents = {
  RunCreated: z.object({
    projectId: stored.projectId,
    /** SHA-256 (hex) of the content this run publishes. */
    snapshot: z.string(),
    articleId: stored.articleId.optional(),
    title: z.string(),
    taskCount: z.number(),
    priority: z.number(),
    concurrency: z.number(),
    scheduledAt: instant.optional(),
    timeZone: z.string().optional(),
    /** The wall-clock time in that zone, as requested. */
    wallTime: z.string().optional(),
    /** The schedule that made it. */
    scheduleId: stored.scheduleId.optional(),
  }),
  /** The run's tasks, in chunks: a run of 10,000 accounts is 20 of these, not 10,000 events. */
  TasksPlanned: z.object({ tasks: z.array(plannedTask) }),
  /** Every planned task is queued from now on; `dueAt` is when it may go out at the earliest. */
  RunStarted: z.object({ dueAt: instant }),
  /** Planned tasks are moved one by one, unless they are on their way. */
  RunRescheduled: z.object({
    scheduledAt: instant,
    timeZone: z.string().optional(),
    wallTime: z.string().optional(),
  }),
  RunPaused: z.object({}),
  RunResumed: z.object({}),
  RunCancelled: z.object({}),
  RunCompleted: z.object({ counts: z.record(z.string(), z.number()) }),
}

export type PlannedTask = z.infer<typeof plannedTask>

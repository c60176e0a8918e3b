import { runStatuses } from '@pressrun/events'
import { z } from 'zod'
import { ids } from '../api/ids.ts'
import { task } from '../tasks/schema.ts'

const count = z.int()

const counts = z.object({
  planned: count,
  queued: count,
  running: count,
  published: count,
  failed: count,
  unconfirmed: count,
  held: count,
  cancelled: count,
})

/** A run as lists show it. */
export const run = z.object({
  id: ids.run,
  projectId: ids.project,
  status: z.enum(runStatuses),
  title: z.string(),
  articleId: ids.article.nullable(),
  snapshot: z.string().describe('SHA-256 of what is published'),
  priority: z.int(),
  concurrency: z.int(),
  scheduledAt: z.iso.datetime().nullable(),
  timeZone: z.string().nullable(),
  wallTime: z.string().nullable().describe('what the clocks of that zone show then'),
  scheduleId: ids.schedule.nullable().describe('the schedule that made it'),
  taskCount: z.int(),
  counts,
  version: z.int(),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
})

export const tasksInlineMax = 500

export const runDetail = run.extend({
  tasks: z
    .array(task)
    .nullable()
    .describe(`null when there are more than ${tasksInlineMax}: page through GET /tasks?runId=`),
})

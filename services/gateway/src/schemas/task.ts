import { taskStatuses, errorClasses } from '@pressrun/events'
import { z } from 'zod'
import { ids } from './ids.ts'

export const taskError = z.object({
  code: z.string(),
  message: z.string(),
  class: z.enum(errorClasses),
})

/** A task as lists and runs show it. */
export const task = z.object({
  id: ids.task,
  runId: ids.run,
  projectId: ids.project,
  accountId: ids.account,
  platform: z.string(),
  status: z.enum(taskStatuses),
  priority: z.int(),
  attempt: z.int(),
  generation: z.int(),
  dueAt: z.iso.datetime().nullable(),
  remoteId: z.string().optional(),
  url: z.string().optional(),
  error: taskError.optional(),
})

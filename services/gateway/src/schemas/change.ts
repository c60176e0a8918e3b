import { runStatuses, taskStatuses } from '@pressrun/events'
import { z } from 'zod'
import { ids } from '../api/ids.ts'
import { taskError } from './task.ts'

/** The data of a `change` event of GET /runs/:id/events. */
export const change = z.object({
  position: z.int().describe('place in the log; the id of the event'),
  type: z.string(),
  at: z.iso.datetime(),
  runId: ids.run,
  run: z.object({ status: z.enum(runStatuses) }).optional(),
  task: z
    .object({
      id: ids.task,
      accountId: ids.account,
      platform: z.string(),
      status: z.enum(taskStatuses),
      attempt: z.int(),
      url: z.string().optional(),
      remoteId: z.string().optional(),
      error: taskError.optional(),
      retryAt: z.iso.datetime().optional(),
    })
    .optional(),
})

import { blockReasons, taskStatuses } from '@pressrun/events'
import { z } from 'zod'
import { ids } from '../api/ids.ts'
import { instantParam } from '../api/instants.ts'

/** Which tasks: the same in lists and in batches. */
export const taskFilter = {
  status: z.enum(taskStatuses).optional(),
  platform: z.string().max(50).optional(),
  accountId: ids.account.optional(),
  projectId: ids.project.optional(),
  runId: ids.run.optional(),
  code: z.string().max(200).optional().describe('of the error it ended in, or waits after'),
  createdAfter: instantParam.optional(),
  createdBefore: instantParam.optional(),
}

/** For lists only: the reason a task waits may be gone the next moment. */
export const blockedFilter = {
  blockedOn: z.enum(blockReasons).optional().describe('the reason for which it waits'),
}

import { groupFailures } from '@pressrun/queries'
import { z } from 'zod'
import { idParam, ids, ok, operation } from '../api/index.ts'
import { requireRun } from './require-run.ts'

/** Per group of failures. */
const taskIdsMax = 1_000

const failure = z.object({
  code: z.string(),
  platform: z.string(),
  accountId: ids.account,
  count: z.int(),
  taskIds: z.array(ids.task).describe(`the first ${taskIdsMax}; GET /tasks?runId=&code= has all`),
})

export const listFailures = operation({
  method: 'GET',
  path: '/runs/:id/failures',
  tag: 'runs',
  summary: 'What went wrong, by what and for whom',
  params: idParam(ids.run),
  responses: { 200: z.object({ items: z.array(failure) }) },
  handler: async (gateway, { params }) => {
    await requireRun(gateway, params.id)
    return ok({ items: await groupFailures(gateway.database, params.id, taskIdsMax) })
  },
})

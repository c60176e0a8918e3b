import { z } from 'zod'
import { ids, ok, operation } from '../api/index.ts'
import { requireBatch } from './require-batch.ts'
import { toRetryBatch } from './response.ts'
import { retryBatch } from './schema.ts'

export const getRetryBatch = operation({
  method: 'GET',
  path: '/tasks/batch/retry/:batchId',
  tag: 'tasks',
  summary: 'How far a retry of many tasks has come',
  params: z.strictObject({ batchId: ids.batch }),
  responses: { 200: retryBatch },
  handler: async (gateway, { params }) =>
    ok(toRetryBatch(await requireBatch(gateway, params.batchId))),
})

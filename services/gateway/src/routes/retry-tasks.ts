import { findRetryBatch } from '@pressrun/db/queries'
import { z } from 'zod'
import { toRetryBatch } from '../answers/retry-batch.ts'
import type { App } from '../http/app.ts'
import type { Gateway } from '../gateway.ts'
import { Problem } from '../problems/problem.ts'
import { previewRetries } from '../retries/preview-retries.ts'
import { startRetries } from '../retries/start-retries.ts'
import { ids } from '../api/ids.ts'
import { retryAnswer, retryBatch, retryOrder } from '../schemas/retry-batch.ts'

const tags = ['tasks']

/** Retrying many tasks at once, and how far that has come. */
export function retryTasks(app: App, gateway: Gateway): void {
  app.route({
    method: 'POST',
    url: '/tasks/batch/retry',
    schema: {
      operationId: 'retryTasks',
      summary: 'Try many tasks again: those named, or all that match a filter',
      description:
        'Each is retried once, as POST /tasks/{id}/retry would: what is unconfirmed is looked for first, and refused where nobody can be asked. A small batch is done when the answer comes; of a large one the answer says what is going to happen, and GET /tasks/batch/retry/{batchId} how far it has come.',
      tags,
      body: retryOrder,
      response: { 200: retryAnswer, 202: retryAnswer },
    },
    handler: async (request, reply) => {
      const { taskIds, filter = {}, dryRun, force } = request.body
      const selection = taskIds ? { taskIds: [...new Set(taskIds)] } : { filter }
      if (dryRun) return reply.code(200).send(await previewRetries(gateway, selection, force))
      return reply.code(202).send(await startRetries(gateway, request, selection, force))
    },
  })
  app.route({
    method: 'GET',
    url: '/tasks/batch/retry/:batchId',
    schema: {
      operationId: 'getRetryBatch',
      summary: 'How far a retry of many tasks has come',
      tags,
      params: z.strictObject({ batchId: ids.batch }),
      response: { 200: retryBatch },
    },
    handler: async (request) => {
      const batch = await findRetryBatch(gateway.database, request.params.batchId)
      if (!batch) throw new Problem('batch-not-found')
      return toRetryBatch(batch)
    },
  })
}

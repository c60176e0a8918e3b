import { findTaskSurroundings } from '@pressrun/db/queries'
import type { TaskId } from '@pressrun/events'
import { z } from 'zod'
import { toTask } from '../answers/task.ts'
import type { App } from '../app.ts'
import type { Gateway } from '../gateway.ts'
import { metaOf, order } from '../meta.ts'
import { Problem } from '../problems/problem.ts'
import { empty } from '../schemas/empty.ts'
import { idParam, ids } from '../schemas/ids.ts'
import { task } from '../schemas/task.ts'
import { existingTask } from './tasks.ts'

const tags = ['tasks']
const params = idParam(ids.task)

const retry = z
  .strictObject({
    force: z
      .boolean()
      .default(false)
      .describe('publish once more although it is, or may be, published'),
  })
  .nullish()

const retried = z.object({
  taskId: ids.task,
  attempt: z.int().describe('the number of the attempt that follows'),
  source: z.enum(['live', 'archive', 'rebuilt']),
  warning: z.string().optional(),
})

/** Retrying and cancelling a task. */
export function steerTask(app: App, gateway: Gateway): void {
  for (const [url, operationId] of [
    ['/tasks/:id/retry', 'retryTask'],
    ['/tasks/retry/:id', 'retryTaskById'],
  ] as const)
    app.route({
      method: 'POST',
      url,
      schema: {
        operationId,
        summary: 'Try a task again: the same task, its next attempt',
        tags,
        params,
        body: retry,
        response: { 202: retried },
      },
      handler: async (request, reply) => {
        const { id: taskId, project_id, attempt } = await existingTask(gateway, request.params.id)
        const notBefore = await checkRetryable(gateway, taskId)
        const force = request.body?.force ?? false
        const now = gateway.now()
        const command = { type: 'RetryTask', taskId, force, notBefore, now } as const
        await order(gateway, { command, meta: metaOf(request, project_id) })
        return reply.code(202).send({ taskId, attempt: attempt + 1, source: 'live' })
      },
    })
  app.route({
    method: 'POST',
    url: '/tasks/:id/cancel',
    schema: {
      operationId: 'cancelTask',
      summary: 'Abandon a task that has not gone out',
      tags,
      params,
      body: empty,
      response: { 200: task },
    },
    handler: async (request) => {
      const { id: taskId, project_id } = await existingTask(gateway, request.params.id)
      const meta = metaOf(request, project_id)
      const command = { type: 'CancelTask', taskId, now: gateway.now() } as const
      await order(gateway, { command, meta })
      return toTask(await existingTask(gateway, taskId))
    },
  })
}

/**
 * Nothing goes out for a run that is cancelled or was never started, nor for a removed account: a retry
 * would wait for ever. Answers the instant the run is scheduled for, if it has one.
 */
async function checkRetryable({ database }: Gateway, taskId: TaskId): Promise<number | undefined> {
  const around = await findTaskSurroundings(database, taskId)
  if (around?.runStatus === 'cancelled') throw new Problem('run-over')
  if (around?.runStatus === 'draft') throw new Problem('run-not-started')
  if (around?.accountStatus === 'removed') throw new Problem('account-not-found', { status: 409 })
  return around?.scheduledAt ? Date.parse(around.scheduledAt) : undefined
}

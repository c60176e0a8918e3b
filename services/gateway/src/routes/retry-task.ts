import { z } from 'zod'
import type { App } from '../http/app.ts'
import type { Gateway } from '../gateway.ts'
import { metaOf, execute } from '../api/commands.ts'
import { refused } from '../problems/problem.ts'
import { idParam, ids } from '../api/ids.ts'
import { findRetrySource, retrySources } from '../tasks/retry-source.ts'
import { refusalOf, retryCommand } from '../tasks/retry-task.ts'

const force = z
  .boolean()
  .default(false)
  .describe('publish once more although it is, or may be, published')

const retried = z.object({
  taskId: ids.task,
  attempt: z.int().describe('the number of the attempt that follows'),
  source: z.enum(retrySources).describe("where the task's data was found"),
  warning: z.string().optional(),
})

/** Retrying a task, by either path. */
export function retryTask(app: App, gateway: Gateway): void {
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
        description:
          'An unconfirmed task is tried again where its platform can be asked first, or makes one post of a repeat; elsewhere it is `task-unconfirmed`: resolve it, or use `force`, which makes a second post of it.',
        tags: ['tasks'],
        params: idParam(ids.task),
        body: z.strictObject({ force }).nullish(),
        response: { 202: retried },
      },
      handler: async (request, reply) => {
        const { task, source, warning } = await findRetrySource(gateway.database, request.params.id)
        const reason = refusalOf(task)
        if (reason === 'account-not-found') throw refused(reason, { status: 409 })
        if (reason) throw refused(reason)
        const requestId = request.claimed?.mint('event')
        const command = retryCommand(task, {
          force: request.body?.force ?? false,
          requestId,
          now: gateway.now(),
        })
        await execute(gateway, { command, meta: metaOf(request, task.project_id) })
        const followed = requestId !== undefined && task.retry_request === requestId
        return reply.code(202).send({
          taskId: task.id,
          // An earlier try of this request may have led to that attempt already.
          attempt: followed && task.status !== 'queued' ? task.attempt : task.attempt + 1,
          source,
          ...(warning === undefined ? {} : { warning }),
        })
      },
    })
}

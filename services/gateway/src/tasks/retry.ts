import { z } from 'zod'
import { accepted, execute, idParam, ids, metaOf, operation } from '../api/index.ts'
import { refused } from '../problems/problem.ts'
import { refusalOf, retryCommand } from './judge-retry.ts'
import { findRetrySource, retrySources } from './retry-source.ts'

const force = z
  .boolean()
  .default(false)
  .describe('publish once more although it is, or may be, published')

export const retryTask = operation({
  method: 'POST',
  path: '/tasks/:id/retry',
  tag: 'tasks',
  summary: 'Try a task again: the same task, its next attempt',
  description:
    'An unconfirmed task is tried again where its platform can be asked first, or makes one post of a repeat; elsewhere it is `task-unconfirmed`: resolve it, or use `force`, which makes a second post of it.',
  params: idParam(ids.task),
  body: z.strictObject({ force }).nullish(),
  responses: {
    202: z.object({
      taskId: ids.task,
      attempt: z.int().describe('the number of the attempt that follows'),
      source: z.enum(retrySources).describe("where the task's data was found"),
      warning: z.string().optional(),
    }),
  },
  handler: async (gateway, request) => {
    const { task, source, warning } = await findRetrySource(gateway.database, request.params.id)
    const reason = refusalOf(task)
    if (reason === 'account-not-found') throw refused(reason, { status: 409 })
    if (reason) throw refused(reason)
    const requestId = request.claimed?.newId('event')
    const force = request.body?.force ?? false
    const command = retryCommand(task, { force, requestId, now: gateway.now() })
    await execute(gateway, { command, meta: metaOf(request, task.projectId) })
    const followed = requestId !== undefined && task.retryRequest === requestId
    return accepted({
      taskId: task.id,
      // An earlier try of this request may have led to that attempt already.
      attempt: followed && task.status !== 'queued' ? task.attempt : task.attempt + 1,
      source,
      ...(warning === undefined ? {} : { warning }),
    })
  },
})

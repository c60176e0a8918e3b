import { taskAnswer } from '../answers/task.ts'
import type { App } from '../http/app.ts'
import type { Gateway } from '../gateway.ts'
import { metaOf, execute } from '../api/commands.ts'
import { emptyBody } from '../api/empty-body.ts'
import { idParam, ids } from '../api/ids.ts'
import { resolution } from '../schemas/resolution.ts'
import { task } from '../schemas/task.ts'
import { existingTask } from './tasks.ts'

const tags = ['tasks']
const params = idParam(ids.task)

/** Cancelling a task, and saying what became of it. */
export function steerTask(app: App, gateway: Gateway): void {
  app.route({
    method: 'POST',
    url: '/tasks/:id/cancel',
    schema: {
      operationId: 'cancelTask',
      summary: 'Abandon a task that has not gone out',
      description:
        'One of which an attempt may be visible ends `unconfirmed`, not `cancelled`. One that is under way is answered with 202: it is cancelled should its attempt end without a post, and is not begun again should its publisher die.',
      tags,
      params,
      body: emptyBody,
      response: { 200: task, 202: task },
    },
    handler: async (request, reply) => {
      const { id: taskId, project_id } = await existingTask(gateway, request.params.id)
      const meta = metaOf(request, project_id)
      const now = gateway.now()
      const command = { type: 'CancelTask', taskId, afterAttempt: true, now } as const
      await execute(gateway, { command, meta })
      const row = await existingTask(gateway, taskId)
      return reply.code(row.status === 'running' ? 202 : 200).send(await taskAnswer(gateway, row))
    },
  })
  app.route({
    method: 'POST',
    url: '/tasks/:id/resolve',
    schema: {
      operationId: 'resolveTask',
      summary: 'Say whether an unconfirmed task was published',
      description:
        'What a person says is taken for the truth: `published` ends the task, `not-published` makes it a failed one, which can be retried.',
      tags,
      params,
      body: resolution,
      response: { 200: task },
    },
    handler: async (request) => {
      const { id: taskId, project_id } = await existingTask(gateway, request.params.id)
      const meta = metaOf(request, project_id)
      const command = { type: 'ResolveTask', taskId, ...request.body, now: gateway.now() } as const
      await execute(gateway, { command, meta })
      return taskAnswer(gateway, await existingTask(gateway, taskId))
    },
  })
}

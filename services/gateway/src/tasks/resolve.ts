import { execute, idParam, ids, metaOf, ok, operation } from '../api/index.ts'
import { requireTask } from './require-task.ts'
import { resolution } from './resolution.ts'
import { taskResponse } from './response.ts'
import { task } from './schema.ts'

export const resolveTask = operation({
  method: 'POST',
  path: '/tasks/:id/resolve',
  tag: 'tasks',
  summary: 'Say whether an unconfirmed task was published',
  description:
    'What a person says is taken for the truth: `published` ends the task, `not-published` makes it a failed one, which can be retried.',
  params: idParam(ids.task),
  body: resolution,
  responses: { 200: task },
  handler: async (gateway, request) => {
    const { id: taskId, projectId } = await requireTask(gateway, request.params.id)
    const meta = metaOf(request, projectId)
    const command = { type: 'ResolveTask', taskId, ...request.body, now: gateway.now() } as const
    await execute(gateway, { command, meta })
    return ok(await taskResponse(gateway, await requireTask(gateway, taskId)))
  },
})

import { accepted, emptyBody, execute, idParam, ids, metaOf, ok, operation } from '../api/index.ts'
import { requireTask } from './require-task.ts'
import { taskResponse } from './response.ts'
import { task } from './schema.ts'

export const cancelTask = operation({
  method: 'POST',
  path: '/tasks/:id/cancel',
  tag: 'tasks',
  summary: 'Abandon a task that has not gone out',
  description:
    'One of which an attempt may be visible ends `unconfirmed`, not `cancelled`. One that is under way is answered with 202: it is cancelled should its attempt end without a post, and is not begun again should its publisher die.',
  params: idParam(ids.task),
  body: emptyBody,
  responses: { 200: task, 202: task },
  handler: async (gateway, request) => {
    const { id: taskId, projectId } = await requireTask(gateway, request.params.id)
    const meta = metaOf(request, projectId)
    const now = gateway.now()
    const command = { type: 'CancelTask', taskId, afterAttempt: true, now } as const
    await execute(gateway, { command, meta })
    const row = await requireTask(gateway, taskId)
    const response = await taskResponse(gateway, row)
    return row.status === 'running' ? accepted(response) : ok(response)
  },
})

import { accepted, ok, operation } from '../api/index.ts'
import { previewRetries } from './preview-retries.ts'
import { retryTasksBody, retryTasksResponse } from './schema.ts'
import { startRetries } from './start-retries.ts'

export const retryTasks = operation({
  method: 'POST',
  path: '/tasks/batch/retry',
  tag: 'tasks',
  summary: 'Try many tasks again: those named, or all that match a filter',
  description:
    'Each is retried once, as POST /tasks/{id}/retry would: an unconfirmed task has its post searched for first where its platform can be asked, and is refused where that can neither be asked nor makes one post of a repeat. A small batch is done when the answer comes; of a large one the answer says what is going to happen, and GET /tasks/batch/retry/{batchId} how far it has come.',
  body: retryTasksBody,
  responses: { 200: retryTasksResponse, 202: retryTasksResponse },
  handler: async (gateway, request) => {
    const { taskIds, filter = {}, dryRun, force } = request.body
    const selection = taskIds ? { taskIds: [...new Set(taskIds)] } : { filter }
    if (dryRun) return ok(await previewRetries(gateway, selection, force))
    return accepted(await startRetries(gateway, request, selection, force))
  },
})

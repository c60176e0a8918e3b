import { idParam, ids, ok, operation } from '../api/index.ts'
import { toTaskDetail } from './detail-response.ts'
import { requireTask } from './require-task.ts'
import { taskDetail } from './schema.ts'

export const getTask = operation({
  method: 'GET',
  path: '/tasks/:id',
  tag: 'tasks',
  summary: 'A task, its attempts and its history',
  params: idParam(ids.task),
  responses: { 200: taskDetail },
  handler: async (gateway, { params }) =>
    ok(await toTaskDetail(gateway, await requireTask(gateway, params.id))),
})

import { type TaskRow } from '@pressrun/db'
import { findTask, listTasks } from '@pressrun/db/queries'
import type { TaskId } from '@pressrun/events'
import { z } from 'zod'
import { toTask } from '../answers/task.ts'
import { toTaskDetail } from '../answers/task-detail.ts'
import type { App } from '../app.ts'
import type { Gateway } from '../gateway.ts'
import { Problem } from '../problems/problem.ts'
import { idParam, ids } from '../schemas/ids.ts'
import { listAnswer, listOf, pageOf, pageQuery } from '../schemas/lists.ts'
import { task, taskDetail } from '../schemas/task.ts'
import { taskFilter } from '../schemas/task-filter.ts'
import { findBlocks } from '../tasks/find-blocks.ts'

const tags = ['tasks']

const query = z.strictObject({ ...pageQuery, ...taskFilter })

export function tasks(app: App, gateway: Gateway): void {
  app.route({
    method: 'GET',
    url: '/tasks',
    schema: {
      operationId: 'listTasks',
      summary: 'The tasks, newest first',
      tags,
      querystring: query,
      response: { 200: listOf(task) },
    },
    handler: async (request) => {
      const { limit, cursor, ...filter } = request.query
      const page = pageOf({ limit, cursor }, ids.task)
      const found = await listTasks(gateway.database, { ...page, ...filter })
      const blocks = await findBlocks(gateway, found.rows)
      return listAnswer(found, (row) => toTask(row, blocks))
    },
  })
  app.route({
    method: 'GET',
    url: '/tasks/:id',
    schema: {
      operationId: 'getTask',
      summary: 'A task, its attempts and its history',
      tags,
      params: idParam(ids.task),
      response: { 200: taskDetail },
    },
    handler: async (request) => {
      const row = await existingTask(gateway, request.params.id)
      return toTaskDetail(gateway, row)
    },
  })
}

export async function existingTask({ database }: Gateway, id: TaskId): Promise<TaskRow> {
  const row = await findTask(database, id)
  if (!row) throw new Problem('task-not-found')
  return row
}

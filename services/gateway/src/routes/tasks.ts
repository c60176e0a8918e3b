import { type TaskRow } from '@pressrun/db'
import { findAccountNames, findTask } from '@pressrun/db/queries'
import type { TaskId } from '@pressrun/events'
import { z } from 'zod'
import { toTask } from '../answers/task.ts'
import { toTaskDetail } from '../answers/task-detail.ts'
import type { App } from '../http/app.ts'
import type { Gateway } from '../gateway.ts'
import { Problem } from '../problems/problem.ts'
import { idParam, ids } from '../api/ids.ts'
import { pageResponse, listOf, pageOf, pageQuery } from '../api/pages.ts'
import { taskDetail, taskItem } from '../schemas/task.ts'
import { blockedFilter, taskFilter } from '../schemas/task-filter.ts'
import { searchTasks } from '../tasks/search-tasks.ts'

const tags = ['tasks']

const query = z.strictObject({ ...pageQuery, ...taskFilter, ...blockedFilter })

export function tasks(app: App, gateway: Gateway): void {
  app.route({
    method: 'GET',
    url: '/tasks',
    schema: {
      operationId: 'listTasks',
      summary: 'The tasks, newest first',
      tags,
      querystring: query,
      response: { 200: listOf(taskItem) },
    },
    handler: async (request) => {
      const { limit, cursor, ...filter } = request.query
      const page = pageOf({ limit, cursor }, ids.task)
      const { blocks, ...found } = await searchTasks(gateway, { ...page, ...filter })
      const accountIds = [...new Set(found.rows.map((row) => row.account_id))]
      const names = await findAccountNames(gateway.database, accountIds)
      return pageResponse(found, (row) => ({
        ...toTask(row, blocks),
        accountName: names.get(row.account_id) ?? null,
      }))
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

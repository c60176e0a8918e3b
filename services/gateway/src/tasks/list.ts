import type { TaskState } from '@pressrun/events'
import { findAccountNames } from '@pressrun/queries'
import { z } from 'zod'
import { ids, listOf, ok, operation, pageOf, pageQuery, pageResponse } from '../api/index.ts'
import { blockedFilter, taskFilter } from './filter.ts'
import { toTask } from './response.ts'
import { taskItem } from './schema.ts'
import { searchTasks } from './search-tasks.ts'

export const listTasks = operation({
  method: 'GET',
  path: '/tasks',
  tag: 'tasks',
  summary: 'The tasks, newest first',
  query: z.strictObject({ ...pageQuery, ...taskFilter, ...blockedFilter }),
  responses: { 200: listOf(taskItem) },
  handler: async (gateway, { query }) => {
    const { blocks, ...page } = await searchTasks(gateway, pageOf(query, ids.task))
    const accountIds = [...new Set(page.rows.map((row) => row.accountId))]
    const names = await findAccountNames(gateway.database, accountIds)
    const toItem = (row: TaskState) => ({
      ...toTask(row, blocks),
      accountName: names.get(row.accountId) ?? null,
    })
    return ok(pageResponse(page, toItem))
  },
})

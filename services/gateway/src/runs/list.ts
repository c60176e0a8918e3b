import { countTasks, listRuns as list } from '@pressrun/queries'
import { runStatuses } from '@pressrun/events'
import { z } from 'zod'
import { ids, listOf, ok, operation, pageOf, pageQuery, pageResponse } from '../api/index.ts'
import { toRun } from './response.ts'
import { run } from './schema.ts'

export const listRuns = operation({
  method: 'GET',
  path: '/runs',
  tag: 'runs',
  summary: 'The runs, newest first, without their tasks',
  query: z.strictObject({
    ...pageQuery,
    status: z.enum(runStatuses).optional(),
    projectId: ids.project.optional(),
    articleId: ids.article.optional(),
    scheduleId: ids.schedule.optional(),
  }),
  responses: { 200: listOf(run) },
  handler: async ({ database }, { query }) => {
    const page = await list(database, pageOf(query, ids.run))
    const runIds = page.rows.map((row) => row.id)
    const counts = await countTasks(database.pool, runIds)
    return ok(pageResponse(page, (row) => toRun(row, counts.get(row.id) ?? {})))
  },
})

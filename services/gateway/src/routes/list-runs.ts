import { countTasks, groupFailures, listRuns as list } from '@pressrun/db/queries'
import { runStatuses } from '@pressrun/events'
import { z } from 'zod'
import { toRun } from '../answers/run.ts'
import type { App } from '../http/app.ts'
import type { Gateway } from '../gateway.ts'
import { existingRun } from '../runs/create-run.ts'
import { idParam, ids } from '../api/ids.ts'
import { pageResponse, listOf, pageOf, pageQuery } from '../api/pages.ts'
import { run } from '../schemas/run.ts'

const tags = ['runs']

const query = z.strictObject({
  ...pageQuery,
  status: z.enum(runStatuses).optional(),
  projectId: ids.project.optional(),
  articleId: ids.article.optional(),
  scheduleId: ids.schedule.optional(),
})

/** Of a group of failures. */
const taskIdsMax = 1_000

const failures = z.object({
  items: z.array(
    z.object({
      code: z.string(),
      platform: z.string(),
      accountId: ids.account,
      count: z.int(),
      taskIds: z
        .array(ids.task)
        .describe(`the first ${taskIdsMax}; GET /tasks?runId=&code= has all`),
    }),
  ),
})

export function listRuns(app: App, gateway: Gateway): void {
  const { database } = gateway
  app.route({
    method: 'GET',
    url: '/runs',
    schema: {
      operationId: 'listRuns',
      summary: 'The runs, newest first, without their tasks',
      tags,
      querystring: query,
      response: { 200: listOf(run) },
    },
    handler: async (request) => {
      const { limit, cursor, ...filter } = request.query
      const page = await list(database, { ...pageOf({ limit, cursor }, ids.run), ...filter })
      const counts = await countTasks(
        database.pool,
        page.rows.map((row) => row.id),
      )
      return pageResponse(page, (row) => toRun(row, counts.get(row.id) ?? {}))
    },
  })
  app.route({
    method: 'GET',
    url: '/runs/:id/failures',
    schema: {
      operationId: 'listFailures',
      summary: 'What went wrong, by what and for whom',
      tags,
      params: idParam(ids.run),
      response: { 200: failures },
    },
    handler: async (request) => {
      await existingRun(gateway, request.params.id)
      return { items: await groupFailures(database, request.params.id, taskIdsMax) }
    },
  })
}

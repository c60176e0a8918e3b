import { listSchedules as list } from '@pressrun/queries'
import { z } from 'zod'
import { ids, listOf, ok, operation, pageOf, pageQuery, pageResponse } from '../api/index.ts'
import { toSchedule } from './response.ts'
import { schedule } from './schema.ts'

export const listSchedules = operation({
  method: 'GET',
  path: '/schedules',
  tag: 'schedules',
  summary: 'The schedules, newest first',
  query: z.strictObject({
    ...pageQuery,
    projectId: ids.project.optional(),
    state: schedule.shape.state.optional(),
  }),
  responses: { 200: listOf(schedule) },
  handler: async ({ database, now }, { query }) => {
    const page = await list(database, pageOf(query, ids.schedule))
    return ok(pageResponse(page, (row) => toSchedule(row, now())))
  },
})

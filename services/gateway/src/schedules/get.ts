import { etag, idParam, ids, ok, operation } from '../api/index.ts'
import { requireSchedule } from './require-schedule.ts'
import { scheduleResponse } from './response.ts'
import { schedule } from './schema.ts'

export const getSchedule = operation({
  method: 'GET',
  path: '/schedules/:id',
  tag: 'schedules',
  summary: 'A schedule, its last run and its next ones',
  params: idParam(ids.schedule),
  responses: { 200: schedule },
  handler: async (gateway, { params }) => {
    const row = await requireSchedule(gateway, params.id)
    return ok(await scheduleResponse(gateway, row), etag(row))
  },
})

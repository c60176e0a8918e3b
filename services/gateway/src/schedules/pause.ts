import { emptyBody, execute, idParam, ids, metaOf, ok, operation } from '../api/index.ts'
import { requireSchedule } from './require-schedule.ts'
import { scheduleResponse } from './response.ts'
import { schedule } from './schema.ts'

export const pauseSchedule = operation({
  method: 'POST',
  path: '/schedules/:id/pause',
  tag: 'schedules',
  summary: 'Pause a schedule: no runs until it is resumed',
  params: idParam(ids.schedule),
  body: emptyBody,
  responses: { 200: schedule },
  handler: async (gateway, request) => {
    const { id: scheduleId, projectId } = await requireSchedule(gateway, request.params.id)
    const command = { type: 'PauseSchedule', scheduleId } as const
    await execute(gateway, { command, meta: metaOf(request, projectId) })
    return ok(await scheduleResponse(gateway, await requireSchedule(gateway, scheduleId)))
  },
})

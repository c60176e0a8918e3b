import { z } from 'zod'
import { execute, idParam, ids, metaOf, noContent, operation } from '../api/index.ts'
import { requireSchedule } from './require-schedule.ts'

export const deleteSchedule = operation({
  method: 'DELETE',
  path: '/schedules/:id',
  tag: 'schedules',
  summary: 'Delete a schedule for good; its runs stay',
  params: idParam(ids.schedule),
  responses: { 204: z.null() },
  handler: async (gateway, request) => {
    const { id: scheduleId, projectId } = await requireSchedule(gateway, request.params.id)
    const command = { type: 'DeleteSchedule', scheduleId } as const
    await execute(gateway, { command, meta: metaOf(request, projectId) })
    return noContent()
  },
})

import { toInstant } from '@pressrun/events'
import { nextInstant, ruleOf } from '@pressrun/time'
import { emptyBody, execute, idParam, ids, metaOf, ok, operation } from '../api/index.ts'
import { requireSchedule } from './require-schedule.ts'
import { scheduleResponse } from './response.ts'
import { schedule } from './schema.ts'

export const resumeSchedule = operation({
  method: 'POST',
  path: '/schedules/:id/resume',
  tag: 'schedules',
  summary: 'Resume a schedule; instants that passed while it was paused get no run',
  description:
    'For an active schedule, the next instant is recalculated from now and used if it is sooner, as after a clock that was ahead. An instant that is due still fires.',
  params: idParam(ids.schedule),
  body: emptyBody,
  responses: { 200: schedule },
  handler: async (gateway, request) => {
    const row = await requireSchedule(gateway, request.params.id)
    const { id: scheduleId, cron, timeZone, startAt, endAt } = row
    const next = nextInstant(ruleOf({ cron, timeZone, startAt, endAt }), gateway.now())
    const nextAt = next === null ? null : toInstant(next)
    const command = { type: 'ResumeSchedule', scheduleId, nextAt } as const
    await execute(gateway, { command, meta: metaOf(request, row.projectId) })
    return ok(await scheduleResponse(gateway, await requireSchedule(gateway, scheduleId)))
  },
})

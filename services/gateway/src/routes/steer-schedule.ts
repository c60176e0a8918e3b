import { toInstant } from '@pressrun/events'
import { nextInstant, ruleOf } from '@pressrun/time'
import { z } from 'zod'
import { scheduleAnswer } from '../answers/schedule.ts'
import type { App } from '../http/app.ts'
import type { Gateway } from '../gateway.ts'
import { metaOf, execute } from '../api/commands.ts'
import { empty } from '../api/empty-body.ts'
import { idParam, ids } from '../api/ids.ts'
import { schedule, scheduleChange } from '../schemas/schedule.ts'
import { etagOf, expectedVersion, ifMatch } from '../api/versions.ts'
import { changeSchedule } from '../schedules/change-schedule.ts'
import { existingSchedule } from '../schedules/existing-schedule.ts'

const tags = ['schedules']
const params = idParam(ids.schedule)

/** Changing, pausing, resuming and deleting a schedule. Runs that it made stay as they are. */
export function steerSchedule(app: App, gateway: Gateway): void {
  app.route({
    method: 'PATCH',
    url: '/schedules/:id',
    schema: {
      operationId: 'changeSchedule',
      summary: 'Change a schedule; given fields replace the current ones',
      description:
        'The schedule is checked as it will be after the change. A changed `cron`, `timeZone`, `startAt` or `endAt` applies from now on; after any other change, an instant that is due still fires. Overrides of accounts that are no longer in `accountIds` are dropped.',
      tags,
      params,
      headers: ifMatch,
      body: scheduleChange,
      response: { 200: schedule },
    },
    handler: async (request, reply) => {
      const before = await existingSchedule(gateway, request.params.id)
      const version = expectedVersion(request.headers['if-match'])
      const meta = metaOf(request, before.project_id)
      await changeSchedule(gateway, before, request.body, version, meta)
      const row = await existingSchedule(gateway, before.id)
      return reply.header('etag', etagOf(row.version)).send(await scheduleAnswer(gateway, row))
    },
  })
  app.route({
    method: 'POST',
    url: '/schedules/:id/pause',
    schema: {
      operationId: 'pauseSchedule',
      summary: 'Pause a schedule: no runs until it is resumed',
      tags,
      params,
      body: empty,
      response: { 200: schedule },
    },
    handler: async (request) => {
      const { id: scheduleId, project_id } = await existingSchedule(gateway, request.params.id)
      const command = { type: 'PauseSchedule', scheduleId } as const
      await execute(gateway, { command, meta: metaOf(request, project_id) })
      return scheduleAnswer(gateway, await existingSchedule(gateway, scheduleId))
    },
  })
  app.route({
    method: 'POST',
    url: '/schedules/:id/resume',
    schema: {
      operationId: 'resumeSchedule',
      summary: 'Resume a schedule; instants that passed while it was paused get no run',
      description:
        'For an active schedule, the next instant is recalculated from now and used if it is sooner, as after a clock that was ahead. An instant that is due still fires.',
      tags,
      params,
      body: empty,
      response: { 200: schedule },
    },
    handler: async (request) => {
      const row = await existingSchedule(gateway, request.params.id)
      const { id: scheduleId, cron, time_zone: timeZone, start_at: startAt, end_at: endAt } = row
      const next = nextInstant(ruleOf({ cron, timeZone, startAt, endAt }), gateway.now())
      const nextAt = next === null ? null : toInstant(next)
      const command = { type: 'ResumeSchedule', scheduleId, nextAt } as const
      await execute(gateway, { command, meta: metaOf(request, row.project_id) })
      return scheduleAnswer(gateway, await existingSchedule(gateway, scheduleId))
    },
  })
  app.route({
    method: 'DELETE',
    url: '/schedules/:id',
    schema: {
      operationId: 'deleteSchedule',
      summary: 'Delete a schedule for good; its runs stay',
      tags,
      params,
      response: { 204: z.null() },
    },
    handler: async (request, reply) => {
      const { id: scheduleId, project_id } = await existingSchedule(gateway, request.params.id)
      const command = { type: 'DeleteSchedule', scheduleId } as const
      await execute(gateway, { command, meta: metaOf(request, project_id) })
      return reply.code(204).send(null)
    },
  })
}

import type { ScheduleRow } from '@pressrun/db/queries'
import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { namedProject } from '../accounts/existing.ts'
import type { Gateway } from '../gateway.ts'
import { metaOf, mintOf } from '../api/commands.ts'
import { refused } from '../problems/problem.ts'
import type { newSchedule } from '../schemas/schedule.ts'
import { checkTargets, checkTemplate } from './check-template.ts'
import { checkTimes } from './check-times.ts'
import { existingSchedule } from './existing-schedule.ts'

/** Checks the order wholly, then creates the schedule. */
export async function createSchedule(
  gateway: Gateway,
  request: FastifyRequest,
  body: z.output<typeof newSchedule>,
): Promise<ScheduleRow> {
  const { cron, timeZone, startAt = null, endAt = null } = body
  const { nextAt, ...times } = checkTimes({ cron, timeZone, startAt, endAt }, gateway.now())
  const named = body.projectId && (await namedProject(gateway, body.projectId))
  const checked = await checkTemplate(gateway, body.template, named)
  const { projectId, content } = checked
  const { accountIds, overrides = {} } = body
  await checkTargets(gateway, { accountIds, overrides, projectId, content })
  const scheduleId = mintOf(request, gateway)('schedule')
  const { priority, concurrency, missed, catchUpMinutes } = body
  const handled = await gateway.handle({
    command: {
      type: 'CreateSchedule',
      scheduleId,
      projectId,
      terms: {
        name: body.name ?? null,
        ...times,
        template: checked.template,
        accountIds,
        overrides: body.overrides ?? null,
        priority,
        concurrency,
        missed,
        catchUpMinutes,
      },
      nextAt,
    },
    meta: metaOf(request, projectId),
    alongside: checked.alongside,
  })
  // It exists when an earlier try of this request got that far.
  if (handled.kind === 'refused' && handled.reason !== 'schedule-exists')
    throw refused(handled.reason)
  return existingSchedule(gateway, scheduleId)
}

import { created, etag, executeOnce, metaOf, newIdOf, operation } from '../api/index.ts'
import { namedProject } from '../projects/require-project.ts'
import { withTooLong } from '../runs/with-too-long.ts'
import { checkTargets, checkTemplate } from './check-template.ts'
import { checkTimes } from './check-times.ts'
import { requireSchedule } from './require-schedule.ts'
import { scheduleResponse } from './response.ts'
import { newSchedule, schedule } from './schema.ts'

export const createSchedule = operation({
  method: 'POST',
  path: '/schedules',
  tag: 'schedules',
  summary: 'Publish on a recurring schedule: a cron expression in a time zone',
  description:
    'A local time that the clocks skip fires at the moment they skip it; one that occurs twice fires the first time.',
  body: newSchedule,
  responses: { 201: schedule },
  handler: async (gateway, request) => {
    const { body } = request
    const { cron, timeZone, startAt = null, endAt = null } = body
    const { nextAt, ...times } = checkTimes({ cron, timeZone, startAt, endAt }, gateway.now())
    const named = body.projectId && (await namedProject(gateway, body.projectId))
    const checked = await checkTemplate(gateway, body.template, named)
    const { template, projectId, content, extraStatements } = checked
    const { name = null, accountIds, tooLong } = body
    const perAccount = withTooLong({ accountIds, overrides: body.overrides ?? {}, tooLong })
    await checkTargets(gateway, { accountIds, overrides: perAccount, projectId, content })
    const overrides = Object.keys(perAccount).length > 0 ? perAccount : null
    const scheduleId = newIdOf(request, gateway)('schedule')
    const { priority, concurrency, missed, catchUpMinutes } = body
    const whatAndHow = { template, accountIds, overrides, priority, concurrency }
    const terms = { name, ...times, ...whatAndHow, missed, catchUpMinutes }
    const command = { type: 'CreateSchedule', scheduleId, projectId, terms, nextAt } as const
    const meta = metaOf(request, projectId)
    await executeOnce(gateway, { command, meta, extraStatements }, 'schedule-exists')
    const row = await requireSchedule(gateway, scheduleId)
    return created(`/schedules/${row.id}`, await scheduleResponse(gateway, row), etag(row))
  },
})

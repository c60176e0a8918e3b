import type { ScheduleRow } from '@pressrun/queries'
import type { ChangedTerms } from '@pressrun/events'
import {
  etag,
  execute,
  expectedVersion,
  idParam,
  ids,
  ifMatch,
  metaOf,
  ok,
  operation,
} from '../api/index.ts'
import type { Gateway } from '../gateway.ts'
import type { PerAccount } from '../runs/check-accounts.ts'
import { withTooLong } from '../runs/with-too-long.ts'
import { checkTargets, checkTemplate, templateContent } from './check-template.ts'
import { checkTimes } from './check-times.ts'
import { requireSchedule } from './require-schedule.ts'
import { scheduleResponse } from './response.ts'
import { schedule, scheduleChange, type ScheduleChange } from './schema.ts'

export const changeSchedule = operation({
  method: 'PATCH',
  path: '/schedules/:id',
  tag: 'schedules',
  summary: 'Change a schedule; given fields replace the current ones',
  description:
    'The schedule is checked as it will be after the change. A changed `cron`, `timeZone`, `startAt` or `endAt` applies from now on; after any other change, an instant that is due still fires. Overrides of accounts that are no longer in `accountIds` are dropped.',
  params: idParam(ids.schedule),
  headers: ifMatch,
  body: scheduleChange,
  responses: { 200: schedule },
  handler: async (gateway, request) => {
    const before = await requireSchedule(gateway, request.params.id)
    const { id: scheduleId, projectId } = before
    const version = expectedVersion(request.headers['if-match'])
    const { extraStatements, nextAt, changed } = await checkChange(gateway, before, request.body)
    await execute(gateway, {
      command: {
        type: 'ChangeSchedule',
        scheduleId,
        changed,
        nextAt,
        expectedVersion: version,
      },
      meta: metaOf(request, projectId),
      extraStatements,
    })
    const row = await requireSchedule(gateway, scheduleId)
    return ok(await scheduleResponse(gateway, row), etag(row))
  },
})

/** Checks the whole schedule as it would become. Returns the changed terms. */
async function checkChange(gateway: Gateway, row: ScheduleRow, change: ScheduleChange) {
  const { nextAt, ...times } = changedTimes(row, change, gateway.now()) ?? {}
  const checked = change.template && (await checkTemplate(gateway, change.template, row.projectId))
  const { accountIds, name, priority, concurrency, missed, catchUpMinutes } = change
  const rest = { name, accountIds, priority, concurrency, missed, catchUpMinutes }
  const overrides = overridesOf(row, change)
  const { template, tooLong } = change
  if ([template, accountIds, change.overrides, tooLong].some((given) => given !== undefined))
    await checkTargets(gateway, {
      accountIds: accountIds ?? row.accountIds,
      overrides: overrides ?? {},
      projectId: row.projectId,
      content: checked ? checked.content : await templateContent(gateway, row.template),
    })
  const givesOverrides = [accountIds, change.overrides, tooLong].some(
    (given) => given !== undefined,
  )
  const changed: ChangedTerms = {
    ...rest,
    ...times,
    ...(givesOverrides ? { overrides } : {}),
    template: checked?.template,
  }
  return { changed, nextAt, extraStatements: checked?.extraStatements ?? [] }
}

/** Undefined when its times stay the same, even if the change repeats them: what is due then stays due. */
function changedTimes(
  row: ScheduleRow,
  { cron, timeZone, startAt, endAt }: ScheduleChange,
  now: number,
) {
  if ([cron, timeZone, startAt, endAt].every((given) => given === undefined)) return undefined
  const times = checkTimes(
    {
      cron: cron ?? row.cron,
      timeZone: timeZone ?? row.timeZone,
      startAt: startAt === undefined ? row.startAt : startAt,
      endAt: endAt === undefined ? row.endAt : endAt,
    },
    now,
  )
  const isAsBefore =
    times.cron === row.cron &&
    times.timeZone === row.timeZone &&
    times.startAt === row.startAt &&
    times.endAt === row.endAt
  return isAsBefore ? undefined : times
}

/** As they would become. Those of accounts that it no longer publishes to are dropped for good. */
function overridesOf(row: ScheduleRow, change: ScheduleChange): PerAccount | null {
  const { accountIds = row.accountIds, tooLong } = change
  const overrides = change.overrides === undefined ? keptOverrides(row, change) : change.overrides
  const filled = withTooLong({ accountIds, overrides: overrides ?? {}, tooLong })
  return Object.keys(filled).length === 0 ? overrides : filled
}

function keptOverrides(
  row: ScheduleRow,
  { accountIds = row.accountIds, tooLong }: ScheduleChange,
): PerAccount | null {
  const kept = new Set<string>(accountIds)
  const entries = Object.entries(row.overrides ?? {})
    .filter(([id]) => kept.has(id))
    .map(([id, said]) => [id, tooLong === undefined ? said : { ...said, tooLong }] as const)
  return entries.length === 0 ? null : (Object.fromEntries(entries) as PerAccount)
}

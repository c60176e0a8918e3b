import type { ScheduleRow } from '@pressrun/db/queries'
import type { AccountId, ChangedTerms, EventMeta } from '@pressrun/events'
import type { Overrides } from '@pressrun/content'
import type { Gateway } from '../gateway.ts'
import { execute } from '../api/commands.ts'
import type { ScheduleChange } from '../schemas/schedule.ts'
import { checkTargets, checkTemplate, templateContent } from './check-template.ts'
import { checkTimes } from './check-times.ts'

/** Checks the whole schedule as it would be, then changes what the request gives. */
export async function changeSchedule(
  gateway: Gateway,
  row: ScheduleRow,
  change: ScheduleChange,
  expectedVersion: number | undefined,
  meta: EventMeta,
): Promise<void> {
  const times = changedTimes(row, change, gateway.now())
  const checked = change.template && (await checkTemplate(gateway, change.template, row.project_id))
  const { name, accountIds, priority, concurrency, missed, catchUpMinutes } = change
  const overrides = overridesOf(row, change)
  if ([change.template, accountIds, change.overrides].some((said) => said !== undefined))
    await checkTargets(gateway, {
      accountIds: accountIds ?? row.account_ids,
      overrides: overrides ?? {},
      projectId: row.project_id,
      content: checked ? checked.content : await templateContent(gateway, row.template),
    })
  const { nextAt, ...said } = times ?? {}
  const rest = { name, accountIds, priority, concurrency, missed, catchUpMinutes }
  const saysOverrides = accountIds !== undefined || change.overrides !== undefined
  const changed: ChangedTerms = {
    ...rest,
    ...said,
    ...(saysOverrides ? { overrides } : {}),
    template: checked?.template,
  }
  await execute(gateway, {
    command: { type: 'ChangeSchedule', scheduleId: row.id, changed, nextAt, expectedVersion },
    meta,
    alongside: checked?.alongside ?? [],
  })
}

/** Undefined when it fires as before, even if that is said again: what is due then stays due. */
function changedTimes(
  row: ScheduleRow,
  { cron, timeZone, startAt, endAt }: ScheduleChange,
  now: number,
) {
  if ([cron, timeZone, startAt, endAt].every((said) => said === undefined)) return undefined
  const times = checkTimes(
    {
      cron: cron ?? row.cron,
      timeZone: timeZone ?? row.time_zone,
      startAt: startAt === undefined ? row.start_at : startAt,
      endAt: endAt === undefined ? row.end_at : endAt,
    },
    now,
  )
  const isAsBefore =
    times.cron === row.cron &&
    times.timeZone === row.time_zone &&
    times.startAt === row.start_at &&
    times.endAt === row.end_at
  return isAsBefore ? undefined : times
}

type PerAccount = Readonly<Record<AccountId, Overrides>>

/** As they would be. Those of accounts that it no longer publishes to are dropped for good. */
function overridesOf(
  row: ScheduleRow,
  { overrides, accountIds = row.account_ids }: ScheduleChange,
): PerAccount | null {
  if (overrides !== undefined) return overrides
  const kept = new Set<string>(accountIds)
  const entries = Object.entries(row.overrides ?? {}).filter(([id]) => kept.has(id))
  return entries.length === 0 ? null : (Object.fromEntries(entries) as PerAccount)
}

import type { ScheduleRow } from '@pressrun/db/queries'
import type { AccountId, ChangedTerms, EventMeta } from '@pressrun/events'
import type { Overrides } from '@pressrun/platforms'
import type { Gateway } from '../gateway.ts'
import { order } from '../meta.ts'
import type { ScheduleChange } from '../schemas/schedule.ts'
import { checkTargets, checkTemplate } from './check-template.ts'
import { checkTimes } from './check-times.ts'

/** Checks the schedule as it would be, wholly, then changes what was said anew. */
export async function changeSchedule(
  gateway: Gateway,
  row: ScheduleRow,
  change: ScheduleChange,
  expectedVersion: number | undefined,
  meta: EventMeta,
): Promise<void> {
  const times = changedTimes(row, change, gateway.now())
  const checked = change.template && (await checkTemplate(gateway, change.template, row.project_id))
  if (change.template ?? change.accountIds ?? change.overrides)
    await checkTargets(gateway, {
      accountIds: change.accountIds ?? row.account_ids,
      overrides: overridesOf(row, change),
      projectId: row.project_id,
      content: checked?.content,
    })
  const { nextAt, ...said } = times ?? {}
  const { name, accountIds, overrides, priority, concurrency, missed, catchUpMinutes } = change
  const rest = { name, accountIds, overrides, priority, concurrency, missed, catchUpMinutes }
  const changed = { ...rest, ...said, template: checked?.template } as ChangedTerms
  await order(gateway, {
    command: { type: 'ChangeSchedule', scheduleId: row.id, changed, nextAt, expectedVersion },
    meta,
    alongside: checked?.alongside ?? [],
  })
}

/** Undefined when nothing is said about when it fires: what is due then stays due. */
function changedTimes(
  row: ScheduleRow,
  { cron, timeZone, startAt, endAt }: ScheduleChange,
  now: number,
) {
  if ([cron, timeZone, startAt, endAt].every((said) => said === undefined)) return undefined
  return checkTimes(
    {
      cron: cron ?? row.cron,
      timeZone: timeZone ?? row.time_zone,
      startAt: startAt === undefined ? row.start_at : startAt,
      endAt: endAt === undefined ? row.end_at : endAt,
    },
    now,
  )
}

/** Of accounts it no longer publishes to, what was said before is forgotten. */
function overridesOf(row: ScheduleRow, { overrides, accountIds }: ScheduleChange) {
  if (overrides !== undefined) return overrides ?? {}
  const kept = new Set<string>(accountIds ?? row.account_ids)
  const entries = Object.entries(row.overrides ?? {}).filter(([id]) => kept.has(id))
  return Object.fromEntries(entries) as Record<AccountId, Overrides>
}

import type { RunAccount } from '@pressrun/db'
import { firingRunId } from './firing-run-id.ts'
import {
  planRun,
  toInstant,
  type AccountId,
  type Command,
  type ScheduleState,
} from '@pressrun/events'
import { showWallTime, wallAt } from '@pressrun/time'
import type { Resolved } from './resolve-template.ts'

/** The accounts of a firing that still exist. */
export type Accounts = ReadonlyMap<AccountId, RunAccount<'platform'>>

/** One instant of a schedule, and what is known about it. */
export type Instance = {
  readonly schedule: ScheduleState
  readonly nominalMs: number
  readonly nextMs: number | null
  readonly now: number
}

/** The run of an instant and the schedule's event about it; or why there is no run. */
export function firingCommands(
  instance: Instance,
  resolved: Resolved,
  accounts: Accounts,
): Command[] {
  const { schedule, nominalMs, now } = instance
  const nominal = toInstant(nominalMs)
  const firing = { type: 'FireSchedule', scheduleId: schedule.id, nominal, now } as const
  const nextAt = instance.nextMs === null ? null : toInstant(instance.nextMs)
  if (resolved.kind === 'nothing-new') return [skipped(instance, 'nothing-new')]
  if (resolved.kind === 'failed') {
    const { code, message } = resolved
    return [{ ...firing, firing: { kind: 'failed', failure: { code, message } }, nextAt }]
  }
  const there = schedule.accountIds.flatMap((id) => accounts.get(id) ?? [])
  if (there.length === 0) {
    const failure = { code: 'account-not-found', message: 'All of its accounts were removed.' }
    return [{ ...firing, firing: { kind: 'failed', failure }, nextAt }]
  }
  const runId = firingRunId(schedule.id, nominal)
  const without = schedule.accountIds.filter((id) => !accounts.has(id))
  return [
    planRun({
      runId,
      projectId: schedule.projectId,
      snapshot: resolved.snapshot,
      articleId: resolved.articleId,
      title: resolved.title,
      accounts: there,
      overrides: schedule.overrides ?? undefined,
      priority: schedule.priority,
      concurrency: schedule.concurrency,
      scheduledAt: nominal,
      timeZone: schedule.timeZone,
      wallTime: showWallTime(wallAt(nominalMs, schedule.timeZone)),
      scheduleId: schedule.id,
      start: true,
      now,
    }),
    { ...firing, firing: { kind: 'run', runId, without }, nextAt },
  ]
}

/** One instant that gets no run. */
export const skipped = (
  { schedule, nominalMs, nextMs }: Instance,
  reason: 'nothing-new' | 'already-fired',
): Command => ({
  type: 'SkipFirings',
  scheduleId: schedule.id,
  nominal: toInstant(nominalMs),
  until: toInstant(nominalMs),
  count: 1,
  reason,
  nextAt: nextMs === null ? null : toInstant(nextMs),
})

import { firingRunId } from './firing-run-id.ts'
import {
  taskIdOf,
  toInstant,
  type AccountId,
  type Command,
  type ScheduleState,
} from '@pressrun/events'
import { showWallTime, wallAt } from '@pressrun/time'
import type { Resolved } from './resolve-template.ts'

/** What a firing may publish to: the accounts that are still there, and their platforms. */
export type Platforms = ReadonlyMap<AccountId, string>

/** One instant of a schedule, and what is known about it. */
export type Instance = {
  readonly schedule: ScheduleState
  readonly nominalMs: number
  readonly nextMs: number | null
  readonly now: number
}

/** The run of an instant, and the word of the schedule that it made it; or why it did not. */
export function firingCommands(
  instance: Instance,
  resolved: Resolved,
  platforms: Platforms,
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
  const there = schedule.accountIds.filter((id) => platforms.has(id))
  if (there.length === 0) {
    const failure = { code: 'account-not-found', message: 'All of its accounts were removed.' }
    return [{ ...firing, firing: { kind: 'failed', failure }, nextAt }]
  }
  const runId = firingRunId(schedule.id, nominal)
  const without = schedule.accountIds.filter((id) => !platforms.has(id))
  return [
    {
      type: 'CreateRun',
      runId,
      projectId: schedule.projectId,
      snapshot: resolved.snapshot,
      articleId: resolved.articleId,
      title: resolved.title,
      tasks: there.map((accountId, ordinal) => ({
        taskId: taskIdOf(runId, ordinal),
        accountId,
        platform: platforms.get(accountId) ?? '',
        ...overridesFor(schedule, accountId),
      })),
      priority: schedule.priority,
      concurrency: schedule.concurrency,
      scheduledAt: nominal,
      timeZone: schedule.timeZone,
      wallTime: showWallTime(wallAt(nominalMs, schedule.timeZone)),
      scheduleId: schedule.id,
      start: true,
      now,
    },
    { ...firing, firing: { kind: 'run', runId, without }, nextAt },
  ]
}

/** One instant that is to have no run of its own. */
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

function overridesFor({ overrides }: ScheduleState, accountId: AccountId) {
  const found = overrides?.[accountId]
  return found ? { overrides: found } : {}
}

import assert from 'node:assert/strict'
import { newIds } from '@pressrun/db'
import { defaultProjectId, type AccountId, type SourceId } from '@pressrun/events'
import type { TestFeed } from '@pressrun/publisher/testing'
import { fireDueSchedules } from '@pressrun/scheduler/testing'

const newId = newIds()
const meta = { projectId: defaultProjectId, actor: 'test' }
const minuteMs = 60_000

const everyMinute = {
  name: null,
  cron: '* * * * *',
  timeZone: 'UTC',
  overrides: null,
  priority: 5,
  concurrency: 10,
  missed: 'latest',
  catchUpMinutes: 60,
  startAt: null,
  endAt: null,
} as const

/** A schedule that is due now and gives its accounts the next item of a source; returns how to fire it, once. */
export async function scheduleItem(
  { handle, clock, pool, guard }: TestFeed,
  sourceId: SourceId,
  accountIds: readonly AccountId[],
): Promise<() => Promise<void>> {
  const scheduleId = newId('schedule')
  clock.now += minuteMs
  const nextAt = new Date(clock.now).toISOString()
  const template = { kind: 'source', sourceId } as const
  const terms = { ...everyMinute, template, accountIds: [...accountIds] }
  const projectId = defaultProjectId
  await handle({ command: { type: 'CreateSchedule', scheduleId, projectId, terms, nextAt }, meta })
  return async () => {
    const faults: unknown[] = []
    const failed = (cause: unknown) => void faults.push(cause)
    await fireDueSchedules({ pool, guard, now: () => clock.now, failed })
    await handle({ command: { type: 'DeleteSchedule', scheduleId }, meta })
    assert.deepEqual(faults, [])
  }
}

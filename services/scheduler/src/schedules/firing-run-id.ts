import { createHash } from 'node:crypto'
import { runIdFrom, type Instant, type RunId, type ScheduleId } from '@pressrun/events'

/** A schedule's run for an instant always has the same id, so there can only be one. */
export function firingRunId(scheduleId: ScheduleId, nominal: Instant): RunId {
  const seed = createHash('sha256').update(`${scheduleId} ${nominal}`).digest()
  return runIdFrom(Date.parse(nominal), seed.subarray(0, 16))
}

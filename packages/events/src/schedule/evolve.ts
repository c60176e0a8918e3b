import { unreachable } from '../decision.ts'
import type { EventOf } from '../event.ts'
import type { ScheduleId } from '../ids.ts'
import type { Instant } from '../time.ts'
import type { ScheduleEvent } from './decide.ts'
import type { ScheduleState } from './state.ts'

/** Folds one event into the schedule. `at` is when it was recorded. */
export function evolveSchedule(
  schedule: ScheduleState | null,
  event: ScheduleEvent,
  id: ScheduleId,
  at: Instant,
): ScheduleState {
  if (event.type === 'ScheduleCreated') return created(event.data, id, at)
  if (!schedule) throw new Error(`${event.type} before ScheduleCreated in ${id}`)
  const next = { ...schedule, version: schedule.version + 1 }
  switch (event.type) {
    case 'ScheduleChanged':
      return { ...next, ...event.data.changed, nextAt: event.data.nextAt } as ScheduleState
    case 'SchedulePaused':
      return { ...next, status: 'paused', nextAt: null }
    case 'ScheduleResumed':
      return { ...next, status: 'active', nextAt: event.data.nextAt }
    case 'ScheduleDeleted':
      return { ...next, status: 'deleted', nextAt: null }
    case 'ScheduleFired':
      return fired(next, event.data, at)
    case 'ScheduleFailed':
      return {
        ...next,
        nextAt: event.data.nextAt,
        lastLatenessMs: event.data.latenessMs,
        failures: schedule.failures + 1,
        lastError: event.data.failure,
      }
    case 'ScheduleSkipped':
      return { ...next, nextAt: event.data.nextAt, ...skipped(schedule, event.data) }
    default:
      return unreachable(event)
  }
}

/** An instant that has its run already is counted as fired. */
function skipped(
  schedule: ScheduleState,
  { reason, count, until: at }: EventOf<'ScheduleSkipped'>['data'],
): Partial<ScheduleState> {
  if (reason === 'already-fired') return {}
  return { skipped: schedule.skipped + count, lastSkip: { at, reason } }
}

function fired(
  schedule: ScheduleState,
  { nominal, runId, latenessMs, without = [], nextAt }: EventOf<'ScheduleFired'>['data'],
  at: Instant,
): ScheduleState {
  const message = `The run does without accounts that were removed: ${without.join(', ')}`
  return {
    ...schedule,
    nextAt,
    lastNominal: nominal,
    lastFiredAt: at,
    lastLatenessMs: latenessMs,
    lastRunId: runId,
    fired: schedule.fired + 1,
    failures: 0,
    lastError: without.length > 0 ? { code: 'account-not-found', message } : null,
  }
}

const created = (
  data: EventOf<'ScheduleCreated'>['data'],
  id: ScheduleId,
  at: Instant,
): ScheduleState => ({
  id,
  version: 1,
  status: 'active',
  ...data,
  lastNominal: null,
  lastFiredAt: null,
  lastLatenessMs: null,
  lastRunId: null,
  fired: 0,
  skipped: 0,
  lastSkip: null,
  failures: 0,
  lastError: null,
  createdAt: at,
})

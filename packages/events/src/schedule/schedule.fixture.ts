import { deciderOf } from '../decider.fixture.ts'
import { decideSchedule, type ScheduleCommand, type ScheduleEvent } from './decide.ts'
import type { ScheduleTerms } from './events.ts'
import { evolveSchedule } from './evolve.ts'
import type { ScheduleState } from './state.ts'

export const scheduleId = 'schedule_01h455vb4pex5vsknk084sn02q'
export const runId = 'run_01h455vb4pex5vsknk084sn02q'
const projectId = 'project_00000000000000000000000000'
const at = '2026-03-29T07:00:01.000Z'
export const nine = '2026-03-29T07:00:00.000Z'
export const tomorrow = '2026-03-30T07:00:00.000Z'

const terms: ScheduleTerms = {
  name: 'Morning',
  cron: '0 9 * * *',
  timeZone: 'Europe/Berlin',
  template: { kind: 'article', articleId: 'article_01h455vb4pex5vsknk084sn02q' },
  accountIds: ['account_01h455vb4pex5vsknk084sn02q'],
  overrides: null,
  priority: 5,
  concurrency: 10,
  missed: 'latest',
  catchUpMinutes: 60,
  startAt: null,
  endAt: null,
}

export const create = {
  type: 'CreateSchedule',
  scheduleId,
  projectId,
  terms,
  nextAt: nine,
} as const satisfies ScheduleCommand

export const created: ScheduleEvent = {
  type: 'ScheduleCreated',
  data: { projectId, ...terms, nextAt: nine },
}
export const paused: ScheduleEvent = { type: 'SchedulePaused', data: {} }
export const resumed: ScheduleEvent = { type: 'ScheduleResumed', data: { nextAt: tomorrow } }
export const deleted: ScheduleEvent = { type: 'ScheduleDeleted', data: {} }
export const fired: ScheduleEvent = {
  type: 'ScheduleFired',
  data: { nominal: nine, runId, latenessMs: 1_000, nextAt: tomorrow },
}
export const failed: ScheduleEvent = {
  type: 'ScheduleFailed',
  data: {
    nominal: nine,
    failure: { code: 'article-not-found', message: 'There is no such article.' },
    latenessMs: 1_000,
    nextAt: tomorrow,
  },
}
export const skipped: ScheduleEvent = {
  type: 'ScheduleSkipped',
  data: { count: 3, until: nine, reason: 'missed', nextAt: tomorrow },
}

export const scheduleDecider = deciderOf(
  decideSchedule,
  (schedule: ScheduleState | null, event: ScheduleEvent): ScheduleState | null =>
    evolveSchedule(schedule, event, scheduleId, at),
  null,
)

import type { ScheduleState } from '@pressrun/events'
import type { Schema } from '../schema/index.ts'
import { insertMany, updateMany, type Column } from './columns.ts'

const version: Column<ScheduleState> = {
  name: 'version',
  type: 'integer',
  of: (schedule) => schedule.version,
}

const fires: Column<ScheduleState>[] = [
  { name: 'id', type: 'text', of: (schedule) => schedule.id },
  version,
  { name: 'next_at', type: 'timestamptz', of: (schedule) => schedule.nextAt },
  { name: 'last_nominal', type: 'timestamptz', of: (schedule) => schedule.lastNominal },
  { name: 'last_fired_at', type: 'timestamptz', of: (schedule) => schedule.lastFiredAt },
  { name: 'last_lateness_ms', type: 'bigint', of: (schedule) => schedule.lastLatenessMs },
  { name: 'last_run_id', type: 'text', of: (schedule) => schedule.lastRunId },
  { name: 'fired', type: 'integer', of: (schedule) => schedule.fired },
  { name: 'skipped', type: 'integer', of: (schedule) => schedule.skipped },
  { name: 'last_skip', type: 'json', of: (schedule) => schedule.lastSkip },
  { name: 'failures', type: 'integer', of: (schedule) => schedule.failures },
  { name: 'last_error', type: 'json', of: (schedule) => schedule.lastError },
]

const terms: Column<ScheduleState>[] = [
  { name: 'status', type: 'text', of: (schedule) => schedule.status },
  { name: 'name', type: 'text', of: (schedule) => schedule.name },
  { name: 'cron', type: 'text', of: (schedule) => schedule.cron },
  { name: 'time_zone', type: 'text', of: (schedule) => schedule.timeZone },
  { name: 'template', type: 'json', of: (schedule) => schedule.template },
  { name: 'account_ids', type: 'json', of: (schedule) => schedule.accountIds },
  { name: 'overrides', type: 'json', of: (schedule) => schedule.overrides },
  { name: 'priority', type: 'smallint', of: (schedule) => schedule.priority },
  { name: 'concurrency', type: 'smallint', of: (schedule) => schedule.concurrency },
  { name: 'missed', type: 'text', of: (schedule) => schedule.missed },
  { name: 'catch_up_minutes', type: 'integer', of: (schedule) => schedule.catchUpMinutes },
  { name: 'start_at', type: 'timestamptz', of: (schedule) => schedule.startAt },
  { name: 'end_at', type: 'timestamptz', of: (schedule) => schedule.endAt },
]

const fixed: Column<ScheduleState>[] = [
  { name: 'project_id', type: 'text', of: (schedule) => schedule.projectId },
  { name: 'created_at', type: 'timestamptz', of: (schedule) => schedule.createdAt },
]

export const insertSchedules = insertMany<ScheduleState>('schedules', [
  ...fires,
  ...terms,
  ...fixed,
])
export const updateSchedules = updateMany<ScheduleState>(
  'schedules',
  [...fires, ...terms],
  [version],
)

export const selectSchedules = {
  name: 'select-schedules',
  text: 'select * from schedules where id = any($1::text[])',
}

export const toScheduleState = (row: Schema['schedules']): ScheduleState => ({
  id: row.id,
  version: row.version,
  status: row.status,
  projectId: row.project_id,
  name: row.name,
  cron: row.cron,
  timeZone: row.time_zone,
  template: row.template,
  accountIds: row.account_ids,
  overrides: row.overrides,
  priority: row.priority,
  concurrency: row.concurrency,
  missed: row.missed,
  catchUpMinutes: row.catch_up_minutes,
  startAt: row.start_at,
  endAt: row.end_at,
  nextAt: row.next_at,
  lastNominal: row.last_nominal,
  lastFiredAt: row.last_fired_at,
  lastLatenessMs: row.last_lateness_ms,
  lastRunId: row.last_run_id,
  fired: row.fired,
  skipped: row.skipped,
  lastSkip: row.last_skip,
  failures: row.failures,
  lastError: row.last_error,
  createdAt: row.created_at,
})

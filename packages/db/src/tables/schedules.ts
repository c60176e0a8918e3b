import type { ScheduleState } from '@pressrun/events'
import { insertInto, updateIn } from '../table/statements.ts'
import { id, table } from '../table/table.ts'

export const schedules = table<ScheduleState>({
  name: 'schedules',
  columns: {
    id: `${id} primary key`,
    version: 'integer not null',
    status: `${id} not null`,
    projectId: `${id} not null references projects (id)`,
    name: 'text',
    cron: 'text not null',
    timeZone: 'text not null',
    template: 'json not null',
    accountIds: 'json not null',
    overrides: 'json',
    priority: 'smallint not null',
    concurrency: 'smallint not null',
    missed: `${id} not null`,
    catchUpMinutes: 'integer not null',
    startAt: 'timestamptz',
    endAt: 'timestamptz',
    nextAt: 'timestamptz',
    lastNominal: 'timestamptz',
    lastFiredAt: 'timestamptz',
    lastLatenessMs: 'bigint',
    lastRunId: id,
    fired: 'integer not null',
    skipped: 'integer not null',
    lastSkip: 'json',
    failures: 'integer not null',
    lastError: 'json',
    createdAt: 'timestamptz not null',
  },
  more: [`create index schedules_due on schedules (next_at) where next_at is not null`],
})

export const insertSchedules = insertInto(schedules)
export const updateSchedules = updateIn(schedules, { guards: ['version'] })

type SystemJob = {
  readonly name: string
  readonly version: number
  readonly status: 'active' | 'paused'
  readonly cron: string
  readonly timeZone: string
  readonly nextAt: string
  readonly lastAt: string | null
  readonly lastLatenessMs: number | null
  readonly lastDurationMs: number | null
  /** The amount of its work. */
  readonly lastResult: number | null
  readonly failures: number
  readonly lastError: { readonly code: string; readonly message: string } | null
}

/** Rows, not events: a job that runs every minute would fill the log with nothing. */
export const systemJobs = table<SystemJob>({
  name: 'system_jobs',
  columns: {
    name: `${id} primary key`,
    version: 'integer not null default 1',
    status: `${id} not null default 'active'`,
    cron: 'text not null',
    timeZone: `text not null default 'UTC'`,
    nextAt: 'timestamptz not null',
    lastAt: 'timestamptz',
    lastLatenessMs: 'bigint',
    lastDurationMs: 'bigint',
    lastResult: 'integer',
    failures: 'integer not null default 0',
    lastError: 'json',
  },
  more: [
    `insert into system_jobs (name, cron, next_at) values ('source-scan', '* * * * *', now())`,
  ],
})

import type { SystemJobRow } from '@pressrun/queries'
import { toInstant } from '@pressrun/events'
import { upcoming } from '@pressrun/time'
import type { z } from 'zod'
import type { systemJob } from './schema.ts'

const nextRunsMax = 10

/** What the API says about each job. */
const does: Readonly<Record<string, string>> = {
  'source-scan': 'Scans the content sources whose interval has elapsed',
}

export const toSystemJob = (row: SystemJobRow, now: number): z.output<typeof systemJob> => ({
  id: row.name,
  does: does[row.name] ?? '',
  state: row.status,
  cron: row.cron,
  timeZone: row.time_zone,
  nextRuns: nextRunsOf(row, now),
  lastAt: row.last_at,
  lastLatenessMs: row.last_lateness_ms,
  lastDurationMs: row.last_duration_ms,
  lastResult: row.last_result,
  failures: row.failures,
  lastError: row.last_error,
  version: row.version,
})

function nextRunsOf(row: SystemJobRow, now: number) {
  const { status, cron, time_zone: timeZone, next_at: nextAt } = row
  const rule = { cron, timeZone }
  if (status === 'paused') return upcoming(rule, now, nextRunsMax).map(toInstant)
  const others = upcoming(rule, Date.parse(nextAt), nextRunsMax - 1)
  return [nextAt, ...others.map(toInstant)]
}

import type { SystemJobRow } from '@pressrun/queries'
import type { z } from 'zod'
import { nextRunsOf } from '../api/cron.ts'
import type { systemJob } from './schema.ts'

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
  nextRuns: nextRunsOf(firingOf(row), now),
  lastAt: row.last_at,
  lastLatenessMs: row.last_lateness_ms,
  lastDurationMs: row.last_duration_ms,
  lastResult: row.last_result,
  failures: row.failures,
  lastError: row.last_error,
  version: row.version,
})

const firingOf = ({ status, cron, time_zone: timeZone, next_at: nextAt }: SystemJobRow) => ({
  rule: { cron, timeZone },
  isPaused: status === 'paused',
  nextAt,
})

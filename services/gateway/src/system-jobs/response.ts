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
  timeZone: row.timeZone,
  nextRuns: nextRunsOf(firingOf(row), now),
  lastAt: row.lastAt,
  lastLatenessMs: row.lastLatenessMs,
  lastDurationMs: row.lastDurationMs,
  lastResult: row.lastResult,
  failures: row.failures,
  lastError: row.lastError,
  version: row.version,
})

const firingOf = ({ status, cron, timeZone, nextAt }: SystemJobRow) => ({
  rule: { cron, timeZone },
  isPaused: status === 'paused',
  nextAt,
})

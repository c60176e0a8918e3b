import type { SystemJobRow } from '@pressrun/queries'
import type { z } from 'zod'
import { nextRunsOf } from '../api/cron.ts'
import { shown } from '../api/shown.ts'
import { systemJob } from './schema.ts'

/** The API's description of each job. */
const does: Readonly<Record<string, string>> = {
  'source-scan': 'Scans the content sources whose interval has elapsed',
}

export const toSystemJob = (row: SystemJobRow, now: number): z.output<typeof systemJob> =>
  shown(systemJob, {
    ...row,
    id: row.name,
    does: does[row.name] ?? '',
    state: row.status,
    nextRuns: nextRunsOf(firingOf(row), now),
  })

const firingOf = ({ status, cron, timeZone, nextAt }: SystemJobRow) => ({
  rule: { cron, timeZone },
  isPaused: status === 'paused',
  nextAt,
})

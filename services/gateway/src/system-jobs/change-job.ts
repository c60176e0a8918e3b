import { changeSystemJob, type SystemJobChange, type SystemJobRow } from '@pressrun/queries'
import { toInstant } from '@pressrun/events'
import { nextInstant } from '@pressrun/time'
import type { z } from 'zod'
import type { Gateway } from '../gateway.ts'
import { Problem } from '../problems/problem.ts'
import { requireJob } from './require-job.ts'
import type { systemJobChange } from './schema.ts'

type Change = z.output<typeof systemJobChange> & Pick<SystemJobChange, 'status'>

/** A change applies from now on. Repeating the current values keeps the job's due time. */
export async function changeJob(
  gateway: Gateway,
  name: string,
  change: Change,
  expectedVersion?: number,
): Promise<SystemJobRow> {
  const before = await requireJob(gateway, name)
  if (expectedVersion !== undefined && expectedVersion !== before.version)
    throw new Problem('version-mismatch')
  const { cron = before.cron, timeZone = before.timeZone, status = before.status } = change
  const next = nextInstant({ cron, timeZone }, gateway.now())
  const nextAt = next === null ? before.nextAt : toInstant(next)
  const isNew = cron !== before.cron || timeZone !== before.timeZone || status !== before.status
  // Resuming an active job corrects what a clock that was ahead has delayed.
  const isSooner = change.status === 'active' && nextAt < before.nextAt
  if (!isNew && !isSooner) return before
  const changed = { cron, timeZone, status, nextAt }
  const row = await changeSystemJob(gateway.database, name, changed, expectedVersion)
  if (!row) throw new Problem('version-mismatch')
  return row
}

import { execute, query, type Handle, type Rows } from '@pressrun/db'
import { toInstant } from '@pressrun/events'
import { nextInstant } from '@pressrun/time'
import type pg from 'pg'
import { openMs } from '../lanes/rules/breaker.ts'
import { setBackSchedules } from './set-back-schedules.ts'

/**
 * After the clock was set back, due times computed from the old clock would stall until it comes again, so they are
 * computed anew from now. Tasks keep the instants that people set.
 */
export async function afterSetBack(pool: pg.Pool, handle: Handle, nowMs: number): Promise<void> {
  const now = toInstant(nowMs)
  // The dispatcher computes them anew, and writes them again.
  await pool.query(
    `update lanes set reason = null, next_at = null
      where reason = 'rate-limit' and next_at > $1`,
    [now],
  )
  await pool.query('update breakers set open_until = $1 where open_until > $1', [
    toInstant(nowMs + openMs),
  ])
  await pool.query(
    `update content_sources set next_scan_at = $1::timestamptz + every_minutes * interval '1 minute'
      where status = 'active' and next_scan_at > $1::timestamptz + every_minutes * interval '1 minute'`,
    [now],
  )
  await setBackJobs(pool, nowMs)
  await setBackSchedules(pool, handle, nowMs)
}

async function setBackJobs(pool: pg.Pool, nowMs: number): Promise<void> {
  const jobs = await query<Pick<Rows['systemJobs'], 'name' | 'cron' | 'timeZone'>>(
    pool,
    'select name, cron, time_zone as "timeZone" from system_jobs where next_at > $1',
    [toInstant(nowMs)],
  )
  for (const { name, cron, timeZone } of jobs) {
    const nextMs = nextInstant({ cron, timeZone }, nowMs)
    if (nextMs !== null)
      await execute(pool, 'update system_jobs set next_at = $2 where name = $1 and next_at > $2', [
        name,
        toInstant(nextMs),
      ])
  }
}

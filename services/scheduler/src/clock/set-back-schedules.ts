import { isDatabaseFault, type Handle, type Request, type Schema } from '@pressrun/db'
import { toInstant, type Instant } from '@pressrun/events'
import { nextInstant, ruleOf, type Rule } from '@pressrun/time'
import type pg from 'pg'
import { handleAll } from '../periodic/handle-all.ts'

type Row = Pick<
  Schema['schedules'],
  'id' | 'project_id' | 'cron' | 'time_zone' | 'start_at' | 'end_at' | 'next_at'
>

/** So many are looked at in one turn of the event loop; each costs a fraction of a millisecond. */
const pageMax = 200

/** Of the log, so many rows are asked whether the clock was ahead: gateways may append before a scheduler starts. */
const rowsAsked = 1_000

/** Clocks of machines differ by less than this. */
const aheadMs = 1_000

/**
 * Schedules that fired, were made or changed while the clock was ahead go on from now instead of standing still
 * until that time comes. An instant that has its run is passed over when it comes again.
 */
export async function setBackSchedules(
  pool: pg.Pool,
  handle: Handle,
  nowMs: number,
): Promise<void> {
  if (!(await wasAhead(pool, nowMs))) return
  for (let page = await read(pool, nowMs, ''); page.length > 0;) {
    const requests = page.flatMap((row) => resuming(row, nowMs))
    // One that cannot be resumed says so when it fires; the others, and all that is due, do not wait for it.
    await handleAll(handle, requests).catch((cause: unknown) => {
      if (isDatabaseFault(cause)) throw cause
    })
    page = await read(pool, nowMs, page.at(-1)?.id ?? '')
  }
}

/** Nothing where the instant it has is the next one. */
function resuming(row: Row, nowMs: number): Request[] {
  const { cron, time_zone: timeZone, start_at: startAt, end_at: endAt } = row
  const nextAt = instantAfter(ruleOf({ cron, timeZone, startAt, endAt }), nowMs)
  if (nextAt === null || (row.next_at !== null && nextAt >= row.next_at)) return []
  return [
    {
      command: { type: 'ResumeSchedule', scheduleId: row.id, nextAt },
      meta: { projectId: row.project_id, actor: 'scheduler' },
    },
  ]
}

/** Null also for a rule of which this version knows the zone no longer. */
function instantAfter(rule: Rule, nowMs: number): Instant | null {
  try {
    const nextMs = nextInstant(rule, nowMs)
    return nextMs === null ? null : toInstant(nextMs)
  } catch {
    return null
  }
}

async function wasAhead(pool: pg.Pool, nowMs: number): Promise<boolean> {
  const { rows } = await pool.query<{ ahead: boolean | null }>(
    `select max(at) > $1 as ahead from (select at from log order by seq desc limit ${rowsAsked}) as last`,
    [toInstant(nowMs + aheadMs)],
  )
  return rows[0]?.ahead === true
}

async function read(pool: pg.Pool, nowMs: number, after: string): Promise<Row[]> {
  const { rows } = await pool.query<Row>(
    `select id, project_id, cron, time_zone, start_at, end_at, next_at from schedules
      where status = 'active' and (next_at is null or next_at > $1) and id > $2
      order by id limit ${pageMax}`,
    [toInstant(nowMs), after],
  )
  return rows
}

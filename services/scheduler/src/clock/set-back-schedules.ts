import { isDatabaseFault, query, type Handle, type Request, type Rows } from '@pressrun/db'
import { toInstant, type Instant } from '@pressrun/events'
import { nextInstant, ruleOf, type Rule } from '@pressrun/time'
import type pg from 'pg'
import { handleAll } from '../periodic/handle-all.ts'

type Row = Pick<
  Rows['schedules'],
  'id' | 'projectId' | 'cron' | 'timeZone' | 'startAt' | 'endAt' | 'nextAt'
>

/** Schedules examined per turn of the event loop; each costs a fraction of a millisecond. */
const pageMax = 200

/** Rows of the log searched for a clock that was ahead: gateways may append before a scheduler starts. */
const rowsAsked = 1_000

/** The clocks of machines differ by less than this. */
const aheadMs = 1_000

/**
 * Schedules that fired, were created or changed while the clock was ahead resume from now instead of stalling until
 * that time comes. An instant that already has its run is skipped when it comes again.
 */
export async function setBackSchedules(
  pool: pg.Pool,
  handle: Handle,
  nowMs: number,
): Promise<void> {
  if (!(await wasAhead(pool, nowMs))) return
  for (let page = await read(pool, nowMs, ''); page.length > 0;) {
    const requests = page.flatMap((row) => resuming(row, nowMs))
    // One that cannot be resumed reports that when it fires; the others, and all that is due, do not wait for it.
    await handleAll(handle, requests).catch((cause: unknown) => {
      if (isDatabaseFault(cause)) throw cause
    })
    page = await read(pool, nowMs, page.at(-1)?.id ?? '')
  }
}

/** Empty when its present instant is already the next one. */
function resuming(row: Row, nowMs: number): Request[] {
  const nextAt = instantAfter(ruleOf(row), nowMs)
  if (nextAt === null || (row.nextAt !== null && nextAt >= row.nextAt)) return []
  return [
    {
      command: { type: 'ResumeSchedule', scheduleId: row.id, nextAt },
      meta: { projectId: row.projectId, actor: 'scheduler' },
    },
  ]
}

/** Null also for a rule whose zone this version no longer knows. */
function instantAfter(rule: Rule, nowMs: number): Instant | null {
  try {
    const nextMs = nextInstant(rule, nowMs)
    return nextMs === null ? null : toInstant(nextMs)
  } catch {
    return null
  }
}

async function wasAhead(pool: pg.Pool, nowMs: number): Promise<boolean> {
  const rows = await query<{ ahead: boolean | null }>(
    pool,
    `select max(at) > $1 as ahead from (select at from log order by seq desc limit ${rowsAsked}) as last`,
    [toInstant(nowMs + aheadMs)],
  )
  return rows[0]?.ahead === true
}

function read(pool: pg.Pool, nowMs: number, after: string): Promise<Row[]> {
  return query<Row>(
    pool,
    `select id, project_id as "projectId", cron, time_zone as "timeZone", start_at as "startAt",
        end_at as "endAt", next_at as "nextAt" from schedules
      where status = 'active' and (next_at is null or next_at > $1) and id > $2
      order by id limit ${pageMax}`,
    [toInstant(nowMs), after],
  )
}

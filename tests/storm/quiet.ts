import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import { openStatuses } from '@pressrun/events'

export type Quiet = {
  readonly quiet: boolean
  readonly tookMs: number
  /** Whether the wait included the checks of unconfirmed tasks. */
  readonly looks: boolean
}

const lookEveryMs = 500

/**
 * Waits until everything is over: no open task, no running run and, if checks are waited for, no unconfirmed task whose
 * platform is still to be asked.
 */
export async function untilQuiet(
  pool: pg.Pool,
  { withinMs, looks }: { readonly withinMs: number; readonly looks: boolean },
): Promise<Quiet> {
  const startedAt = Date.now()
  for (;;) {
    const left = await leftToDo(pool, looks)
    const tookMs = Date.now() - startedAt
    if (left === 0 || tookMs > withinMs) return { quiet: left === 0, tookMs, looks }
    await pause(lookEveryMs)
  }
}

async function leftToDo(pool: pg.Pool, looks: boolean): Promise<number> {
  const { rows } = await pool.query<{ left: number }>(
    `select (select count(*) from tasks where status = any($1)
        or ($2 and status = 'unconfirmed' and next_check_at is not null))::integer
      + (select count(*) from runs where status = 'running')::integer as left`,
    [openStatuses, looks],
  )
  return rows[0]?.left ?? 0
}

import { query } from '../table/query.ts'
import type pg from 'pg'

/** Rows that exist from the beginning, without which something stands still. */
export const ownRows = [
  'log_head',
  'log_guard',
  'dispatcher',
  'figures_owner',
  'system_jobs',
] as const
export type OwnRow = (typeof ownRows)[number]

/**
 * Returns those whose row was lost or made invalid: by hand, or by a restore of some tables. One statement, so that
 * log_head and the log are compared as they are at one moment.
 */
export async function faultyRows(client: pg.Pool | pg.ClientBase): Promise<OwnRow[]> {
  const rows = await query<Readonly<Record<OwnRow, boolean>>>(client, sql)
  const [sound] = rows
  return ownRows.filter((row) => !sound?.[row])
}

const sql = `
with newest as (select seq, last from log order by seq desc limit 1)
select
  exists (select from log_head left join newest on true
    where log_head.seq = coalesce(newest.seq, 0) and log_head.position = coalesce(newest.last, 0)) as log_head,
  exists (select from log_guard) as log_guard,
  exists (select from dispatcher) as dispatcher,
  exists (select from figures_owner where until < now() + interval '1 day') as figures_owner,
  exists (select from system_jobs where name = 'source-scan') as system_jobs`

/** Rejects, and names the faulty row and its repair: for health, and for `doctor`. */
export async function refuseFaultyRows(client: pg.Pool | pg.ClientBase): Promise<void> {
  const faulty = await faultyRows(client)
  if (faulty.length === 0) return
  throw new Error(
    `the row of ${faulty.join(', ')} was lost or makes no sense: a scheduler makes it again within a minute;` +
      ' see docs/operating.md',
  )
}

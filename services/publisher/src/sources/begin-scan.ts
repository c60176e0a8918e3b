import { execute, isDatabaseFault, query } from '@pressrun/db'
import type pg from 'pg'
import type { Scan } from './scan.ts'
import { sourceColumns, type SourceRow } from './source-row.ts'

/**
 * Records that a scan has begun. `begun` of the source is how often it began without an end, this time included.
 * Undefined when the scan was overtaken.
 */
export async function beginScan(
  pool: pg.Pool,
  { sourceId, number }: Scan,
): Promise<SourceRow | undefined> {
  const rows = await query<SourceRow>(
    pool,
    `update content_sources
      set begun = case when begun_scan = $2 then begun + 1 else 1 end, begun_scan = $2
      where id = $1 and scan = $2 and asked_at is not null and status <> 'removed'
      returning ${sourceColumns}`,
    [sourceId, number],
  )
  return rows[0]
}

/**
 * A publisher that hands a scan back did not die of it, so this beginning no longer counts. While the
 * database is away that cannot be recorded, and the beginning goes on counting.
 */
export async function handBackScan(pool: pg.Pool, { sourceId, number }: Scan): Promise<void> {
  const text = `update content_sources set begun = begun - 1
    where id = $1 and begun_scan = $2 and begun > 0`
  try {
    await execute(pool, text, [sourceId, number])
  } catch (cause) {
    if (!isDatabaseFault(cause)) throw cause
  }
}

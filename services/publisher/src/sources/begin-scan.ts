import type pg from 'pg'
import type { Scan } from './import-items.ts'

/** Notes that a scan is begun; answers how many began it, this one included, and were not heard of. */
export async function beginScan(pool: pg.Pool, { sourceId, number }: Scan): Promise<number> {
  const { rows } = await pool.query<{ begun: number }>({
    name: 'begin-scan',
    text: `update content_sources
      set begun = case when begun_scan = $2 then begun + 1 else 1 end, begun_scan = $2
      where id = $1 returning begun`,
    values: [sourceId, number],
  })
  return rows[0]?.begun ?? 1
}

/** Whoever hands a scan back has not died of it. While the database is away nobody can say so. */
export async function handBackScan(pool: pg.Pool, { sourceId, number }: Scan): Promise<void> {
  const text = `update content_sources set begun = begun - 1
    where id = $1 and begun_scan = $2 and begun > 0`
  await pool.query({ name: 'hand-back-scan', text, values: [sourceId, number] }).catch(() => {})
}

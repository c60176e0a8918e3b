import { toInstant } from '@pressrun/events'
import type pg from 'pg'

/**
 * When the next lane is to be looked at, or the next remote probed, in milliseconds; Infinity if there is
 * none.
 */
export async function nextLane(pool: pg.Pool, nowMs: number): Promise<number> {
  const { rows } = await pool.query<{ at: string | null }>({
    name: 'next-lane',
    text: `select least(
        (select min(next_at) from lanes where next_at is not null and not ready),
        (select min(open_until) from breakers where open_until > $1)) as at`,
    values: [toInstant(nowMs)],
  })
  return rows[0]?.at ? Date.parse(rows[0].at) : Infinity
}

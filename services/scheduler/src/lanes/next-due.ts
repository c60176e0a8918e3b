import type pg from 'pg'

/** The next instant at which a queued task becomes eligible, in milliseconds; null when none does. */
export async function nextDueMs(pool: pg.Pool, now: string): Promise<number | null> {
  const { rows } = await pool.query<{ at: string | null }>({
    name: 'next-due',
    text: `select min(eligible_at) as at from tasks where status = 'queued' and eligible_at > $1`,
    values: [now],
  })
  const at = rows[0]?.at
  return at ? Date.parse(at) : null
}

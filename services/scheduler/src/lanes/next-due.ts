import type pg from 'pg'

/** Instants in milliseconds; Infinity when there is none. */
export type NextDue = {
  /** When the next queued task becomes eligible. */
  readonly taskMs: number
  /** When the next unconfirmed task is looked for. */
  readonly lookMs: number
}

export async function nextDue(pool: pg.Pool, now: string): Promise<NextDue> {
  const { rows } = await pool.query<{ task: string | null; look: string | null }>({
    name: 'next-due',
    text: `select
      (select min(eligible_at) from tasks where status = 'queued' and eligible_at > $1) as task,
      (select min(eligible_at) from tasks where status = 'unconfirmed' and eligible_at > $1) as look`,
    values: [now],
  })
  const instant = (at: string | null | undefined) => (at ? Date.parse(at) : Infinity)
  return { taskMs: instant(rows[0]?.task), lookMs: instant(rows[0]?.look) }
}

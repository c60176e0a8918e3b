import type pg from 'pg'

/** Instants in milliseconds; Infinity when there is none. */
export type NextDue = {
  /** When the next lane is to be looked at, or the next remote tried. */
  readonly laneMs: number
  /** When the next unconfirmed task is looked for. */
  readonly lookMs: number
}

export async function nextDue(pool: pg.Pool, now: string): Promise<NextDue> {
  const { rows } = await pool.query<{ lane: string | null; look: string | null }>({
    name: 'next-due',
    text: `select
      least(
        (select min(next_at) from lanes where next_at is not null and not ready),
        (select min(open_until) from breakers where open_until > $1)) as lane,
      (select min(eligible_at) from tasks where status = 'unconfirmed' and eligible_at > $1) as look`,
    values: [now],
  })
  const instant = (at: string | null | undefined) => (at ? Date.parse(at) : Infinity)
  return { laneMs: instant(rows[0]?.lane), lookMs: instant(rows[0]?.look) }
}

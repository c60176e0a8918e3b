import type { AccountId, Instant, TaskId } from '@pressrun/events'
import type pg from 'pg'
import type { Breaker } from './law/breaker.ts'

type Row = {
  readonly remote: string
  readonly failures: number
  readonly accounts: AccountId[]
  readonly open_until: string | null
  readonly probe: TaskId | null
  readonly blocked_until: string | null
}

/** The remotes in trouble; they are few. */
export async function readBreakers(
  client: pg.ClientBase,
  now: Instant,
): Promise<ReadonlyMap<string, Breaker>> {
  const { rows } = await client.query<Row>({
    name: 'read-breakers',
    text: `select * from breakers
      where failures > 0 or open_until is not null or blocked_until > $1`,
    values: [now],
  })
  return new Map(rows.map((row) => [row.remote, toBreaker(row)]))
}

const ms = (instant: string | null) => (instant === null ? null : Date.parse(instant))

const toBreaker = (row: Row): Breaker => ({
  failures: row.failures,
  accounts: row.accounts,
  openUntil: ms(row.open_until),
  probe: row.probe,
  blockedUntil: ms(row.blocked_until),
})

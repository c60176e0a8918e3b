import type { AccountId, TaskId } from '@pressrun/events'
import type { Breaker } from './law/breaker.ts'

/** A row of `breakers`, as JSON. */
export type BreakerRow = {
  readonly remote: string
  readonly failures: number
  readonly accounts: AccountId[]
  readonly open_until: string | null
  readonly probe: TaskId | null
  readonly blocked_until: string | null
}

const ms = (instant: string | null) => (instant === null ? null : Date.parse(instant))

export const toBreakers = (rows: readonly BreakerRow[]): ReadonlyMap<string, Breaker> =>
  new Map(
    rows.map((row) => [
      row.remote,
      {
        failures: row.failures,
        accounts: row.accounts,
        openUntil: ms(row.open_until),
        probe: row.probe,
        blockedUntil: ms(row.blocked_until),
      },
    ]),
  )

import { execute } from '@pressrun/db'
import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type pg from 'pg'

/**
 * Longer than the usual time between two scrapes. While a dead owner still holds the row, no process reports for the
 * instance.
 */
const ownedForMs = 60_000

/** Where a process is scraped: one restarted there takes over at once from the one that died. */
export const placeOf = (port: number): string => `${hostname()}:${port || randomUUID()}`

export type FigureOwner = AsyncDisposable & {
  /** True when this process reports for the instance. */
  readonly isOurs: () => Promise<boolean>
}

/**
 * One of several schedulers reports for the whole instance, so that sums over processes are right: the first one
 * scraped, for as long as it is scraped again before its time is up. The database's clock decides. A deleted row is
 * made again, and one with an instant too far away counts as free.
 */
export const figureOwner = (pool: pg.Pool, ownId: string): FigureOwner => ({
  async isOurs() {
    const rowCount = await execute(
      pool,
      `insert into figures_owner (owner, until) values ($1, now() + $2 * interval '1 ms')
        on conflict (only_row) do update set owner = excluded.owner, until = excluded.until
        where figures_owner.owner = $1 or figures_owner.until < now() or figures_owner.until > excluded.until`,
      [ownId, ownedForMs],
    )
    return rowCount === 1
  },
  /** Frees it for the next at once. */
  async [Symbol.asyncDispose]() {
    await pool
      .query(`update figures_owner set until = '-infinity' where owner = $1`, [ownId])
      .catch(() => {})
  },
})

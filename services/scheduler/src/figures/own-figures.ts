import { execute } from '@pressrun/db'
import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type pg from 'pg'

/**
 * Longer than the usual time between two scrapes. While an owner that died holds it, no process says how the
 * instance is.
 */
const ownedForMs = 60_000

/** Where a process is scraped: one that is started again there takes over at once from the one that died. */
export const placeOf = (port: number): string => `${hostname()}:${port || randomUUID()}`

export type FigureOwner = AsyncDisposable & {
  /** True when it is for this process to say how the instance is. */
  readonly isOurs: () => Promise<boolean>
}

/**
 * Of several schedulers one says how the whole instance is, so that sums over processes are right: the
 * one that was asked first, for as long as it is asked again before its time is up. The database's clock
 * decides. A row that somebody has deleted is made again, and one that names an instant too far away counts as free.
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
  /** Leaves it to the next at once. */
  async [Symbol.asyncDispose]() {
    await pool
      .query(`update figures_owner set until = '-infinity' where owner = $1`, [ownId])
      .catch(() => {})
  },
})

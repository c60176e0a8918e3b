import { repairOwnRows } from '@pressrun/db'
import type { Witness } from '@pressrun/events'
import type { Logger } from '@pressrun/runtime'
import type pg from 'pg'

type RepairerOptions = {
  readonly pool: pg.Pool
  readonly witnesses: () => Promise<readonly Witness[]>
  readonly log: Pick<Logger, 'warn' | 'error'>
  /** Called after a repair: the dispatcher recreates its own rows, and may have waited for others. */
  readonly wake: () => void
}

/** Recreates rows that were lost or changed by hand, and logs which. Does not reject, as it may be tried again. */
export const rowRepairer =
  ({ pool, witnesses, log, wake }: RepairerOptions) =>
  async (): Promise<void> => {
    try {
      const rows = await repairOwnRows(pool, witnesses)
      if (rows.length === 0) return
      log.warn({ rows }, 'rows of the database were lost or made no sense, and were made again')
      wake()
    } catch (cause) {
      log.error({ err: cause }, 'rows of the database could not be made again')
    }
  }

import type pg from 'pg'
import { databaseFaultOf, databaseFaults, type DatabaseFault } from './database-fault.ts'

const faultMetric = {
  name: 'pressrun_database_fault',
  help: '1 for what keeps the database from taking changes, as this process sees it',
}

/** Says whether what Pressrun needs of the database works. It asks only when it is asked. */
export type DatabaseWatch = {
  readonly metric: typeof faultMetric
  readonly faults: typeof databaseFaults
  /** Rejects, with a message that names the fault, unless the log can be appended to. */
  readonly check: () => Promise<void>
  readonly fault: () => Promise<DatabaseFault | undefined>
}

/** Less than a health check has. */
const lockTimeoutMs = 800

/**
 * Locking the head of the log is what every append does: it needs a server that takes changes, room on its
 * disk for the commit, the right to write, and that the lock is not held. It changes nothing and leaves no
 * dead row.
 */
const lockHead = `begin; set local lock_timeout = ${lockTimeoutMs};
  select position from log_head for update; commit`

export function watchDatabase(pool: pg.Pool): DatabaseWatch {
  const check = async () => {
    try {
      await pool.query(lockHead)
    } catch (cause) {
      const fault = databaseFaultOf(cause)
      throw fault ? new Error(`${fault}: ${(cause as Error).message}`, { cause }) : cause
    }
  }
  const fault = () =>
    check().then(
      () => undefined,
      (failed: Error) => databaseFaultOf(failed.cause ?? failed) ?? 'unavailable',
    )
  return { metric: faultMetric, faults: databaseFaults, check, fault }
}

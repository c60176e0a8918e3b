import type pg from 'pg'
import { databaseFaultOf, databaseFaults, type DatabaseFault } from './database-fault.ts'

const faultMetric = {
  name: 'pressrun_database_fault',
  help: '1 for what keeps the database from taking changes, as this process sees it',
}

/** Checks whether what Pressrun needs of the database works. It asks only when called. */
export type DatabaseWatch = {
  readonly metric: typeof faultMetric
  readonly faults: typeof databaseFaults
  /** Rejects, with a message that names the fault, unless the log can be appended to. */
  readonly check: () => Promise<void>
  readonly fault: () => Promise<DatabaseFault | undefined>
}

class HeadWrong extends Error {
  readonly fault: DatabaseFault = 'damaged'
}

/** Shorter than the timeout of a health check. */
const lockTimeoutMs = 800

/**
 * Locking the head of the log is what every append does: it needs a writable server, disk space for the commit, the
 * right to write, that the lock is free, and that the log ends where its head says. It changes nothing and leaves no
 * dead row.
 */
const lockHead = `begin; set local lock_timeout = ${lockTimeoutMs};
  select log_end(seq, position), exists (select from log where log.seq > log_head.seq) as behind
  from log_head for update; commit`

export function watchDatabase(pool: pg.Pool): DatabaseWatch {
  const check = async () => {
    try {
      // The driver's types know of one statement only.
      const results = (await pool.query(lockHead)) as unknown as readonly pg.QueryResult<{
        behind: boolean
      }>[]
      const [head] = results[2]?.rows ?? []
      if (!head) throw new HeadWrong('log_head has lost its row')
      if (head.behind) throw new HeadWrong('the log goes on behind the row that log_head names')
    } catch (cause) {
      const fault = faultOf(cause)
      throw fault ? new Error(`${fault}: ${(cause as Error).message}`, { cause }) : cause
    }
  }
  const fault = () =>
    check().then(
      () => undefined,
      (failed: Error) => faultOf(failed.cause ?? failed) ?? 'unavailable',
    )
  return { metric: faultMetric, faults: databaseFaults, check, fault }
}

const faultOf = (cause: unknown): DatabaseFault | undefined =>
  cause instanceof HeadWrong ? cause.fault : databaseFaultOf(cause)

import { askDatabase } from './check-database.ts'
import { fail, ok, warn, type Check } from './finding.ts'

/** Whether a restore of the database waits for a person to accept it. */
export function checkRestore(databaseUrl: string): Check {
  return {
    name: 'restore',
    async run() {
      try {
        const reason = await askDatabase<string>(databaseUrl, reasonQuery)
        return reason === ''
          ? ok('no restore of the database waits to be accepted')
          : fail(
              `the database was restored from a backup (${reason}), and nothing is sent`,
              'see pressrun restore-check, and docs/operating.md',
            )
      } catch (error) {
        return warn(
          `it could not be read whether the database was restored (${(error as Error).message})`,
          'see what is said of postgres and schema',
        )
      }
    },
  }
}

const reasonQuery = `select coalesce(max(reason), '') from log_guard where restored_at is not null`

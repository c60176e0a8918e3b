import { openDatabase } from '@pressrun/db'
import { refuseFaultyRows, refuseForeignHolders } from '@pressrun/db/operating'
import { fail, ok, warn, type Check } from './finding.ts'

/** Whether the rows exist without which Pressrun stands still. */
export function checkRows(databaseUrl: string): Check {
  return {
    name: 'rows',
    async run() {
      await using database = openDatabase({ url: databaseUrl, connectionsMax: 1 })
      try {
        await database.pool.query('select from log_head')
      } catch (error) {
        return warn(
          `it could not be read whether rows are missing (${(error as Error).message})`,
          'see what is said of postgres and schema',
        )
      }
      const asked = Promise.all([
        refuseFaultyRows(database.pool),
        refuseForeignHolders(database.pool),
      ])
      return await asked.then(
        () => ok('the rows that are there from the beginning are, and no stranger has a lock'),
        (error: Error) =>
          fail(error.message, 'start Pressrun, and if it stays see the log of the scheduler'),
      )
    },
  }
}

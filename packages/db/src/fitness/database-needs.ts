import type pg from 'pg'
import { refuseForeignHolders } from '../foreign-holders.ts'
import { refuseFaultyRows } from '../own-rows/own-rows.ts'
import { watchDatabase } from '../watch-database.ts'
import { rightsFault } from './missing-rights.ts'
import { schemaFault, schemaFaultAtStart } from './schema-fault.ts'

/** What a service checks of its database: whether it fits this version, whether it works, and what it lacks. */
export const databaseNeeds = (pool: pg.Pool) => ({
  unfit: () => schemaFaultAtStart(pool),
  watch: watchDatabase(pool),
  /** Each rejects with the reason. */
  notes: {
    schema: async () => failWith(await schemaFault(pool)),
    rights: async () => failWith(await rightsFault(pool)),
    rows: () => refuseFaultyRows(pool),
    locks: () => refuseForeignHolders(pool),
  },
})

function failWith(fault: string | undefined): void {
  if (fault !== undefined) throw new Error(fault)
}

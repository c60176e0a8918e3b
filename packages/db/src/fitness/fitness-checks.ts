import type pg from 'pg'
import { rightsFault } from './missing-rights.ts'
import { schemaFault } from './schema-fault.ts'

/** What may be wrong with a database that answers; each check rejects with the reason. */
export const fitnessChecks = (pool: pg.Pool): Readonly<Record<string, () => Promise<void>>> => ({
  schema: async () => failWith(await schemaFault(pool)),
  rights: async () => failWith(await rightsFault(pool)),
})

function failWith(fault: string | undefined): void {
  if (fault !== undefined) throw new Error(fault)
}

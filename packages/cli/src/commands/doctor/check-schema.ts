import { connectionOptions } from '@pressrun/db'
import { rightsFault, schemaFault } from '@pressrun/db/operating'
import pg from 'pg'
import { fail, ok, type Check } from './finding.ts'

const connectTimeoutMs = 3_000

/** Whether this version can work with the schema of the database, and with its rights there. */
export function checkSchema(databaseUrl: string): Check {
  return {
    name: 'schema',
    async run() {
      const client = new pg.Client({
        ...connectionOptions(databaseUrl),
        connectionTimeoutMillis: connectTimeoutMs,
      })
      try {
        await client.connect()
        const fault = await schemaFault(client)
        if (fault !== undefined) return fail(fault, 'the services refuse to start on it')
        const lacks = await rightsFault(client)
        if (lacks === undefined) return ok('the schema is that of this version, and can be used')
        return fail(lacks, 'grant them, or use the role that owns the tables')
      } catch (error) {
        return fail(
          `the schema could not be read (${(error as Error).message})`,
          'see what is said of postgres',
        )
      } finally {
        await client.end().catch(() => undefined)
      }
    },
  }
}

import type { Kysely } from 'kysely'
import { openDatabase, type Database, type DatabaseOptions } from '../database.ts'
import type { QuerySchema } from '../schema/index.ts'
import { loadKysely } from './load-kysely.ts'

/** A database that can also be asked in composed queries: for who answers people's questions. */
export type QueryDatabase = Database & { readonly kysely: Kysely<QuerySchema> }

export function openQueryDatabase(options: DatabaseOptions): QueryDatabase {
  const database = openDatabase(options)
  let kysely: Kysely<QuerySchema> | undefined
  const open = () => {
    const { Kysely, PostgresDialect } = loadKysely()
    return new Kysely<QuerySchema>({ dialect: new PostgresDialect({ pool: database.pool }) })
  }
  return {
    ...database,
    get kysely() {
      return (kysely ??= open())
    },
  }
}

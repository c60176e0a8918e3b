import type { Kysely } from 'kysely'
import { openDatabase, type Database } from '@pressrun/db'
import { loadKysely } from './load-kysely.ts'
import type { QuerySchema } from './query-schema.ts'

/** A database that also takes composed queries: for processes that serve people. */
export type QueryDatabase = Database & { readonly kysely: Kysely<QuerySchema> }

export function openQueryDatabase(options: Parameters<typeof openDatabase>[0]): QueryDatabase {
  const database = openDatabase(options)
  let kysely: Kysely<QuerySchema> | undefined
  const open = () => {
    const { CamelCasePlugin, Kysely, PostgresDialect } = loadKysely()
    return new Kysely<QuerySchema>({
      dialect: new PostgresDialect({ pool: database.pool }),
      plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
    })
  }
  return {
    ...database,
    get kysely() {
      return (kysely ??= open())
    },
  }
}

import { Kysely, PostgresDialect } from 'kysely'
import { Migrator } from 'kysely/migration'
import { openDatabase } from './database.ts'
import { appliedMigrations, judgeSchema } from './fitness/schema-fault.ts'
import { migrations } from './migrations/index.ts'
import { sessionFault } from './session-settings.ts'

/** A later version has migrated it: this one must not change it. */
export class DatabaseNewer extends Error {
  override readonly name = 'DatabaseNewer'
}

/**
 * Brings the schema up to date; returns the names of the migrations it applied. Two at once are safe: the second waits
 * for the first (Kysely takes an advisory lock).
 */
export async function migrate(databaseUrl: string): Promise<string[]> {
  await using database = openDatabase({ url: databaseUrl, connectionsMax: 2 })
  const pooled = await sessionFault(database.pool)
  if (pooled) throw new Error(pooled)
  const executed = (await appliedMigrations(database.pool)) ?? []
  if (executed.some((name) => !(name in migrations))) throw new DatabaseNewer(judgeSchema(executed))
  const migrator = new Migrator({
    db: new Kysely({ dialect: new PostgresDialect({ pool: database.pool }) }),
    provider: { getMigrations: async () => migrations },
  })
  const { error, results = [] } = await migrator.migrateToLatest()
  if (error) throw new Error('The database could not be migrated', { cause: error })
  return results.map((result) => result.migrationName)
}

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { isDatabaseFault } from '../database-fault.ts'
import { sessionFault } from '../session-settings.ts'
import { layoutName } from '../tables/index.ts'

/** The migrations of this version, by their files: loading them would load the whole query builder. */
export const migrationNames: readonly string[] = readdirSync(
  join(import.meta.dirname, '../migrations'),
)
  .filter((file) => /^\d{3}[a-z]*-.+\.ts$/.test(file))
  .map((file) => (file === '001-layout.ts' ? layoutName : file.slice(0, -'.ts'.length)))
  .toSorted()

/** The difference between the schema that a version knows and that of the database. */
export function judgeSchema(
  applied: readonly string[],
  known: readonly string[] = migrationNames,
): string | undefined {
  const unknown = applied.filter((name) => !known.includes(name))
  const [first] = known
  if (applied.length > 0 && first && !applied.includes(first))
    return (
      `the database has another layout than this version, which begins with the migration ${first}:` +
      ' start the version that made it, or begin with an empty database'
    )
  if (unknown.length > 0)
    return (
      `the database is newer than this version: it has the migration ${unknown.join(', ')};` +
      ' start the version that migrated it, or a newer one'
    )
  const missing = known.filter((name) => !applied.includes(name))
  if (missing.length > 0)
    return (
      `the database is older than this version: it lacks the migration ${missing.join(', ')};` +
      ' run "pressrun migrate"'
    )
  return undefined
}

/**
 * Returns why this version cannot work with the schema of the database; undefined when it can. Rejects when the
 * database does not respond.
 */
export async function schemaFault(client: pg.Pool | pg.ClientBase): Promise<string | undefined> {
  try {
    const pooled = await sessionFault(client)
    if (pooled) return pooled
    const applied = await appliedMigrations(client)
    return applied === undefined
      ? 'the database has no tables of Pressrun that its role can see; run "pressrun migrate"'
      : judgeSchema(applied)
  } catch (cause) {
    if (cause instanceof pg.DatabaseError && cause.code === insufficientPrivilege)
      return `the database role may not read the schema's version: ${cause.message}`
    throw cause
  }
}

/** Undefined in a database that was never migrated. */
export async function appliedMigrations(
  client: pg.Pool | pg.ClientBase,
): Promise<string[] | undefined> {
  try {
    const { rows } = await client.query<{ name: string }>('select name from kysely_migration')
    return rows.map((row) => row.name)
  } catch (cause) {
    if (cause instanceof pg.DatabaseError && cause.code === undefinedTable) return undefined
    throw cause
  }
}

const undefinedTable = '42P01'
const insufficientPrivilege = '42501'

/** As `schemaFault`; undefined also while the database is away, which does not keep a service from starting. */
export const schemaFaultAtStart = (pool: pg.Pool): Promise<string | undefined> =>
  schemaFault(pool).catch((cause: unknown) => {
    if (isDatabaseFault(cause)) return undefined
    throw cause
  })

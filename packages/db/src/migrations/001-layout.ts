import { sql, type Kysely } from 'kysely'
import { layout } from '../tables/index.ts'

/** @public Called by the migrator, which imports this file by its name. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of layout) await sql.raw(statement).execute(db)
}

import { sql, type Kysely } from 'kysely'
import { layout } from '../layout/index.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of layout) await sql.raw(statement).execute(db)
}

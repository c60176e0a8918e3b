import { sql, type Kysely } from 'kysely'

/** Of several processes the one whose turn it is writes a view; what comes of an earlier turn is refused. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('alter table views add column turn integer not null default 0').execute(db)
}

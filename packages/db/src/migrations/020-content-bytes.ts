import { sql, type Kysely } from 'kysely'

/** Every job asks how large its content is: measured once, as it is kept, and not at each job. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `alter table snapshots
        add column bytes integer not null generated always as (octet_length(content::text)) stored`,
    )
    .execute(db)
}

import { sql, type Kysely } from 'kysely'

/**
 * What items of content sources said before they were corrected: an item that says it again under a
 * new name is known by it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `create table content_source_earlier_hashes (
    source_id text collate "C" not null references content_sources (id),
    hash text collate "C" not null,
    article_id text collate "C" not null,
    primary key (source_id, hash)
  )`,
]

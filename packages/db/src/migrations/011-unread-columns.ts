import { sql, type Kysely } from 'kysely'

/** Drops what was kept of content sources and read by nobody. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  // A document's source is looked up by article: the primary key has that.
  `drop index article_sources_document`,
  // When an item came is its article's created_at; when it changed, its article source's updated_at.
  `alter table content_source_items drop column first_seen_at, drop column changed_at`,
]

import { sql, type Kysely } from 'kysely'

/** What a scan leaves to the next ones, and the other names that an item comes under. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `alter table content_sources
    -- Why items were left out when it was last read; a scan that finds nothing new tells it again.
    add column left_out json,
    -- Names of items that were there at the first scan, and could not be taken in yet.
    add column kept_names json,
    -- The scan that was begun last, and how many publishers began it and did not come to its end.
    add column begun_scan integer not null default 0,
    add column begun integer not null default 0`,
  `update content_sources set left_out = last_error where failures = 0`,
  // Null for the name an item came under first; 'renamed' for the one it has now; 'copy' for one that
  // says what an item says that is still there under its own name.
  `alter table content_source_items add column alias text collate "C"`,
  `create index content_source_items_copies on content_source_items (source_id)
    where alias = 'copy'`,
]

import { sql, type Kysely } from 'kysely'

/**
 * Feeds and folders that articles come from, the items they were seen to hold, each once for ever, and
 * where an article comes from.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `create table content_sources (
    id text collate "C" primary key,
    stream_version integer not null default 0,
    scan integer not null default 0,
    asked_at timestamptz,
    last_scanned_at timestamptz,
    last_error json,
    refused_items integer not null default 0,
    failures integer not null default 0,
    failing_since timestamptz,

    version integer not null default 1,
    status text collate "C" not null default 'active',
    project_id text collate "C" not null references projects (id),
    type text collate "C" not null,
    location text not null,
    every_minutes integer not null,
    auto_publish json,
    -- What the server gave us to ask with, whether anything has changed.
    validators json,
    next_scan_at timestamptz not null,
    -- When it was last read without failing; null before that.
    last_read_at timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`,
  `create index content_sources_due on content_sources (next_scan_at) where status = 'active'`,

  `create table content_source_items (
    source_id text collate "C" not null references content_sources (id),
    identity text collate "C" not null,
    -- Of what it says: an item that comes under a new name is known by it.
    hash text collate "C" not null,
    article_id text collate "C" not null,
    -- The article as the source last made it: at any other version a person has edited it.
    article_version integer not null,
    -- Size and time of a file: as long as they are the same it is not read again.
    stamp text,
    first_seen_at timestamptz not null,
    changed_at timestamptz,
    primary key (source_id, identity)
  )`,
  `create index content_source_items_hash on content_source_items (source_id, hash)`,
  `create index content_source_items_article on content_source_items (source_id, article_id)`,

  `create table article_sources (
    article_id text collate "C" not null references articles (id),
    source text collate "C" not null,
    source_doc_token text collate "C" not null,
    source_updated_at timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (article_id, source, source_doc_token)
  )`,
  `create index article_sources_document on article_sources (source, source_doc_token)`,
]

/** Where articles come from by themselves. */
export const sourcesLayout = [
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
    -- Whether new items that are dated ahead wait for their date.
    future_dates text collate "C" not null default 'hold',
    -- What the server gave us to ask with, whether anything has changed.
    validators json,
    next_scan_at timestamptz not null,
    -- When it was last read without failing; null before that.
    last_read_at timestamptz,
    -- When it was first read to its end after the latest restore.
    restore_read_at timestamptz,
    -- Why items were left out when it was last read; a scan that finds nothing new tells it again.
    left_out json,
    -- Names of items that were there at the first scan, and could not be taken in yet.
    kept_names json,
    -- The scan that was begun last, and how many publishers began it and did not come to its end.
    begun_scan integer not null default 0,
    begun integer not null default 0,
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
    -- Null for the name an item came under first; 'renamed' for the one it has now; 'copy' for one that
    -- says what an item says that is still there under its own name.
    alias text collate "C",
    -- What it is known by under this name, if that is not its first: its article learns it with the name.
    keys bigint[],
    primary key (source_id, identity)
  )`,
  `create index content_source_items_hash on content_source_items (source_id, hash)`,
  `create index content_source_items_article on content_source_items (source_id, article_id)`,
  `create index content_source_items_copies on content_source_items (source_id)
    where alias = 'copy'`,
  // What items said before they were corrected: one that says it again under a new name is known by it.
  `create table content_source_earlier_hashes (
    source_id text collate "C" not null references content_sources (id),
    hash text collate "C" not null,
    article_id text collate "C" not null,
    primary key (source_id, hash)
  )`,
  // What an account was given, or is going to be, by what each item is known by. It stays when the source is
  // removed: the same items may come again from another.
  `create table account_items (
    account_id text collate "C" not null,
    key bigint not null,
    primary key (key, account_id)
  )`,
  `create index account_items_account on account_items (account_id)`,
]

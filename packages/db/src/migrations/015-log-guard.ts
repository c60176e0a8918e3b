import { sql, type Kysely } from 'kysely'

/**
 * What tells a log that was restored from a backup from the one that everything was sent for. Where it lay is
 * learned at the first check after this; a restore that was found stays on record until a person accepts it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  // One row, with free space so that its updates stay on its page. Where the log lay when it was last known
  // to be whole: null until that is learned.
  `create table log_guard (
    only_row boolean primary key default true check (only_row),
    epoch integer not null default 1,
    system_identifier text,
    database_oid bigint,
    table_oid bigint,
    restored_at timestamptz,
    reason text,
    restored_position bigint,
    state_at timestamptz,
    known_epoch integer,
    accepted_at timestamptz
  ) with (fillfactor = 10)`,
  `insert into log_guard default values`,
  // When the source was first read to its end after the latest restore.
  `alter table content_sources add column restore_read_at timestamptz`,
  // The restores that were accepted, each with the epoch that it began.
  `create table restores (
    epoch integer primary key,
    restored_at timestamptz not null,
    reason text not null,
    position bigint not null,
    state_at timestamptz not null,
    tasks integer not null,
    accepted_at timestamptz not null,
    accepted_by text not null
  )`,
]

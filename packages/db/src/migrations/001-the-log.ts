import { sql, type Kysely } from 'kysely'

/**
 * The record (the log and its head), the state folded from it (runs, tasks, accounts), and what is
 * not event-sourced: content, sealed credentials, keys. Ids compare bytewise (collation "C").
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  // A row is a chunk: consecutive events of one commit and one subject, and a message of the stream. Who
  // looks for an object finds its chunks by `streams`; a list without pending entries, so that no commit
  // has to sort those of others while it holds the head.
  `create table log (
    seq bigint primary key,
    first bigint not null,
    last bigint not null,
    subject text collate "C" not null,
    schema_version smallint not null,
    meta json not null,
    at timestamptz not null,
    streams text[] collate "C" not null,
    data text not null
  )`,
  `create index log_streams on log using gin (streams) with (fastupdate = off)`,
  `create unique index log_last on log (last)`,
  `create index log_subject on log (subject, last)`,
  // One row: whoever holds it assigns the next rows and positions, so both are gap-free and in commit
  // order. It is updated once per commit; the free space keeps those updates on its own page.
  `create table log_head (
    only_row boolean primary key default true check (only_row),
    seq bigint not null,
    position bigint not null
  ) with (fillfactor = 10)`,
  `insert into log_head (seq, position) values (0, 0)`,
  // Guards the updates of many rows: they change as many as they mean to, or their transaction fails.
  `create function expect_rows(changed bigint, expected integer) returns void
    language plpgsql as $$
    begin
      if changed <> expected then
        raise exception '% of % rows were as they were read', changed, expected
          using errcode = 'serialization_failure';
      end if;
    end $$`,
  // For people: the events of the log one by one.
  `create view events as
    select log.first + event.ordinal - 1 as position, event.body->>'stream' as stream_id,
      (event.body->>'version')::integer as version, split_part(log.subject, '.', 4) as type,
      log.schema_version, event.body->'data' as data,
      jsonb_strip_nulls(log.meta::jsonb || coalesce((event.body->'meta')::jsonb, '{}')
        || jsonb_build_object('causationId', event.body->>'cause')) as meta,
      log.at as recorded_at, log.seq
    from log cross join lateral
      json_array_elements(log.data::json) with ordinality as event (body, ordinal)`,

  `create table projects (
    id text collate "C" primary key,
    name text not null unique,
    version integer not null default 1,
    created_at timestamptz not null
  )`,
  // The project of callers who name none; its id is the nil TypeID, the same everywhere.
  `insert into projects (id, name, created_at)
    values ('project_00000000000000000000000000', 'default', now())`,
  `create table accounts (
    id text collate "C" primary key,
    version integer not null,
    status text collate "C" not null,
    reason json,
    project_id text collate "C" not null references projects (id),
    platform text collate "C" not null,
    name text not null,
    settings json not null,
    limits json not null,
    blocked_until timestamptz,
    created_at timestamptz not null
  )`,
  `create unique index accounts_name on accounts (project_id, name) where status <> 'removed'`,
  `create index accounts_removed on accounts (id) where status = 'removed'`,
  `create table account_credentials (
    account_id text collate "C" primary key,
    version integer not null,
    sealed bytea not null,
    key_id text collate "C" not null
  )`,

  `create table snapshots (
    sha256 text collate "C" primary key,
    content json not null,
    created_at timestamptz not null default now()
  )`,
  `create table articles (
    id text collate "C" primary key,
    project_id text collate "C" not null references projects (id),
    version integer not null default 1,
    external_id text,
    title text not null,
    summary text,
    body text not null,
    tags json not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`,
  `create unique index articles_external_id on articles (project_id, external_id)`,

  `create table runs (
    id text collate "C" primary key,
    version integer not null,
    status text collate "C" not null,
    project_id text collate "C" not null references projects (id),
    snapshot text collate "C" not null references snapshots (sha256),
    article_id text collate "C",
    title text not null,
    task_count integer not null,
    priority smallint not null,
    concurrency smallint not null,
    scheduled_at timestamptz,
    time_zone text,
    created_at timestamptz not null,
    started_at timestamptz,
    ended_at timestamptz,
    meta json not null
  )`,
  `create index runs_article on runs (article_id) where article_id is not null`,
  `create index runs_running on runs (id) where status = 'running'`,
  `create index runs_cancelled on runs (ended_at) where status = 'cancelled'`,

  `create table tasks (
    id text collate "C" primary key,
    version integer not null,
    status text collate "C" not null,
    run_id text collate "C" not null,
    project_id text collate "C" not null,
    account_id text collate "C" not null,
    platform text collate "C" not null,
    ordinal integer not null,
    priority smallint not null,
    attempt integer not null,
    spent integer not null,
    generation integer not null,
    due_at timestamptz,
    eligible_at timestamptz,
    attempt_at timestamptz,
    first_attempt_at timestamptz,
    intent json,
    in_doubt boolean not null,
    remote_id text,
    url text,
    error json,
    overrides json
  )`,
  `create index tasks_run on tasks (run_id, ordinal)`,
  // A lane: what waits for an account, in the order in which it goes out.
  `create index tasks_lane on tasks (account_id, priority desc, due_at, id)
    where status = 'queued'`,
  `create index tasks_eligible on tasks (eligible_at)
    where status = 'queued' and eligible_at is not null`,
  `create index tasks_in_flight on tasks (account_id) where status = 'running'`,
  `create index tasks_run_in_flight on tasks (run_id) where status = 'running'`,
  `create index tasks_held on tasks (account_id) where status = 'held'`,

  `create table api_keys (
    id text collate "C" primary key,
    user_name text not null,
    role text not null,
    sha256 bytea not null unique,
    created_at timestamptz not null
  )`,
  `create table idempotency_keys (
    api_key_id text collate "C" not null,
    key text not null,
    request_sha256 bytea not null,
    status smallint,
    headers json,
    body text,
    created_at timestamptz not null,
    primary key (api_key_id, key)
  )`,
  `create index idempotency_keys_age on idempotency_keys (created_at)`,

  `create table views (
    name text collate "C" primary key,
    version integer not null,
    seq bigint not null,
    position bigint not null,
    rebuild_position bigint,
    types text[] not null,
    updated_at timestamptz not null
  )`,
]

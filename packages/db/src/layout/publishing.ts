const address = `coalesce(settings->>'instanceUrl', settings->>'siteUrl', settings->>'adminUrl',
  settings->>'service', settings->>'apiUrl', settings->>'url')`

const scheme = String.raw`[a-zA-Z][a-zA-Z0-9+.-]*`
/** Up to the host, with whatever parsers of addresses let pass: blanks before, slashes of either kind. */
const before = String.raw`^\s*${scheme}:[/\\]*(?:[^/\\?#]*@)?`
const host = String.raw`\[[^]]*\]|[^/\\?#:]+`

const schemeOf = `lower(substring(${address} from '^\\s*(${scheme}):'))`
const hostOf = `lower(substring(${address} from '${before}(${host})'))`
const portOf = `coalesce(substring(${address} from '${before}(?:${host}):0*([0-9]+)'),
  case ${schemeOf} when 'https' then '443' when 'http' then '80' else '' end)`

/** What people publish, and to whom. Ids compare bytewise (collation "C"). */
export const publishingLayout = [
  `create table projects (
    id text collate "C" primary key,
    name text not null unique,
    version integer not null default 1,
    created_at timestamptz not null
  )`,
  // The project of callers who name none; its id is the nil TypeID, the same everywhere.
  `insert into projects (id, name, created_at)
    values ('project_00000000000000000000000000', 'default', now())`,

  // What fails or is limited as a whole is an upstream: the platform, and of platforms that many people run the
  // origin (scheme, host and port). Another port of a host is another server.
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
    connected_version integer not null default 1,
    unconfirmed_policy text collate "C" not null default 'ask',
    verified json,
    blocked_until timestamptz,
    created_at timestamptz not null,
    upstream text collate "C" generated always as (
      platform || coalesce('/' || ${schemeOf} || '://' || ${hostOf} || ':' || ${portOf}, '')) stored
  )`,
  `create unique index accounts_name on accounts (project_id, name) where status <> 'removed'`,
  `create index accounts_removed on accounts (id) where status = 'removed'`,
  `create index accounts_held on accounts (id) where status = 'held'`,
  `create index accounts_paused on accounts (id) where status = 'paused'`,
  `create table account_credentials (
    account_id text collate "C" primary key,
    version integer not null,
    sealed bytea not null,
    key_id text collate "C" not null
  )`,
  `create index account_credentials_key on account_credentials (key_id)`,

  // Every job asks how large its content is: measured once, as it is kept, and not at each job.
  `create table snapshots (
    sha256 text collate "C" primary key,
    content json not null,
    created_at timestamptz not null default now(),
    bytes integer not null generated always as (octet_length(content::text)) stored
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
    url text,
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`,
  `create unique index articles_external_id on articles (project_id, external_id)`,
  `create index articles_by_project on articles (project_id, id)`,
  `create index articles_by_external_id on articles (external_id, id) where external_id is not null`,
  `create table article_sources (
    article_id text collate "C" not null references articles (id),
    source text collate "C" not null,
    source_doc_token text collate "C" not null,
    source_updated_at timestamptz,
    -- What the item is or was known by, the latest last; null unless a source read it.
    keys bigint[],
    -- Held back from accounts that were given the same item before.
    published_before boolean not null default false,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (article_id, source, source_doc_token)
  )`,
  // Every key of what is read is looked up: a list of what is yet to be indexed would be read each time.
  `create index article_sources_keys on article_sources using gin (keys) with (fastupdate = off)`,

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
    wall_time text,
    schedule_id text collate "C",
    created_at timestamptz not null,
    started_at timestamptz,
    ended_at timestamptz,
    meta json not null
  )`,
  `create index runs_article on runs (article_id) where article_id is not null`,
  `create index runs_running on runs (id) where status = 'running'`,
  `create index runs_cancelled on runs (ended_at) where status = 'cancelled'`,
  `create index runs_paused on runs (id) where status = 'paused'`,
  `create index runs_by_project on runs (project_id, status, id)`,
  `create index runs_by_schedule on runs (schedule_id, id) where schedule_id is not null`,
]

/** What is derived from events: it can be dropped and filled again from the log. */
export const viewsLayout = [
  // Of several processes the one whose turn it is writes a view; what comes of an earlier turn is refused.
  `create table views (
    name text collate "C" primary key,
    version integer not null,
    seq bigint not null,
    position bigint not null,
    rebuild_position bigint,
    types text[] not null,
    turn integer not null default 0,
    updated_at timestamptz not null
  )`,
  // What was published when, by hour, project, platform and account.
  `create table analytics_hourly (
    hour timestamptz not null,
    project_id text collate "C" not null,
    platform text collate "C" not null,
    account_id text collate "C" not null,
    posts_success integer not null,
    posts_failed integer not null,
    posts_unconfirmed integer not null,
    duration_ms_sum bigint not null,
    lateness_ms_sum bigint not null,
    duration_buckets integer[] not null,
    primary key (hour, project_id, platform, account_id)
  )`,
]

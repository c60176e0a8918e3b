/** When it goes out, and how fast; and what Pressrun does for itself by the clock. */
export const schedulingLayout = [
  // What must be known of an account's queue by who takes over, and by who lists the lanes.
  `create table lanes (
    account_id text collate "C" primary key,
    virtual_time double precision not null,
    rates json,
    last_at timestamptz,
    healthy boolean,
    reason text collate "C",
    next_at timestamptz
  ) with (fillfactor = 50)`,
  `create table breakers (
    upstream text collate "C" primary key,
    failures integer not null default 0,
    failing_since timestamptz,
    accounts json not null default '[]',
    open_until timestamptz,
    probe text collate "C",
    blocked_until timestamptz
  )`,
  // One row: which dispatcher may commit, how far it has read the log, and the stride's time. With free space
  // so that its updates stay on its page.
  `create table dispatcher (
    only_row boolean primary key default true check (only_row),
    epoch bigint not null,
    seq bigint not null,
    virtual_time double precision not null
  ) with (fillfactor = 10)`,
  `insert into dispatcher (epoch, seq, virtual_time) values (0, 0, 0)`,

  `create table schedules (
    id text collate "C" primary key,
    version integer not null,
    status text collate "C" not null,
    project_id text collate "C" not null references projects (id),
    name text,
    cron text not null,
    time_zone text not null,
    template json not null,
    account_ids json not null,
    overrides json,
    priority smallint not null,
    concurrency smallint not null,
    missed text collate "C" not null,
    catch_up_minutes integer not null,
    start_at timestamptz,
    end_at timestamptz,
    next_at timestamptz,
    last_nominal timestamptz,
    last_fired_at timestamptz,
    last_lateness_ms bigint,
    last_run_id text collate "C",
    fired integer not null,
    skipped integer not null,
    last_skip json,
    failures integer not null,
    last_error json,
    created_at timestamptz not null
  )`,
  `create index schedules_due on schedules (next_at) where next_at is not null`,

  // Rows, not events: a job that looks every minute would fill the log with nothing.
  `create table system_jobs (
    name text collate "C" primary key,
    version integer not null default 1,
    status text collate "C" not null default 'active',
    cron text not null,
    time_zone text not null default 'UTC',
    next_at timestamptz not null,
    last_at timestamptz,
    last_lateness_ms bigint,
    last_duration_ms bigint,
    last_result integer,
    failures integer not null default 0,
    last_error json
  )`,
  `insert into system_jobs (name, cron, next_at) values ('source-scan', '* * * * *', now())`,
  // Which scheduler answers the gauges of the whole instance. One row, with free space as above.
  `create table figures_owner (
    only_row boolean primary key default true check (only_row),
    owner text collate "C",
    until timestamptz not null
  ) with (fillfactor = 10)`,
  `insert into figures_owner (until) values ('-infinity')`,
]

import { sql, type Kysely } from 'kysely'

/**
 * Recurring rules that make runs, and the jobs Pressrun does for itself by the clock. A run knows its
 * schedule, and what the clocks of its zone show when it is due.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
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

  `alter table runs
    add column wall_time text,
    add column schedule_id text collate "C"`,
  `create index runs_schedule on runs (schedule_id, id) where schedule_id is not null`,
]

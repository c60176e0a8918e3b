import { sql, type Kysely } from 'kysely'

/**
 * What the scheduler keeps of each account's queue, of remotes in trouble, and how far it has read the
 * log. All of it is derived: without a row in `lane_clock` it is filled again from the queued tasks.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  // Who is behind an account: its platform, and of platforms that many people run, the host. What fails
  // or is limited as a whole is this, not every installation of the same software.
  `alter table accounts add column remote text collate "C" generated always as (
    platform || coalesce('/' || lower(substring(
      coalesce(settings->>'instanceUrl', settings->>'siteUrl', settings->>'adminUrl',
        settings->>'service', settings->>'apiUrl', settings->>'url')
      from '^[a-zA-Z][a-zA-Z0-9+.-]*://(?:[^/@]*@)?([^/:?#]+)')), '')) stored`,

  // The updates of a busy lane touch none of the indexed columns (turn, ready, next_at, waits_for), so
  // they stay on its page; the free space is for them.
  `create table lanes (
    account_id text collate "C" primary key,
    ready boolean not null default false,
    turn double precision,
    next_at timestamptz,
    waits_for text collate "C",
    reason text collate "C",
    pass double precision not null,
    rates json,
    in_flight integer not null default 0,
    last_at timestamptz
  ) with (fillfactor = 50)`,
  `create index lanes_ready on lanes (turn) where ready`,
  `create index lanes_timed on lanes (next_at) where next_at is not null and not ready`,
  `create index lanes_waiting on lanes (waits_for, ready, turn) where waits_for is not null`,
  // One row, with free space so that its updates stay on its page.
  `create table lane_clock (
    only_row boolean primary key default true check (only_row),
    seq bigint not null,
    virtual_time double precision not null
  ) with (fillfactor = 10)`,
  `create table breakers (
    remote text collate "C" primary key,
    failures integer not null default 0,
    accounts json not null default '[]',
    open_until timestamptz,
    probe text collate "C",
    blocked_until timestamptz
  )`,

  // A lane in its order: what may go out, and apart from it what waits for a time. However much of
  // either there is, the other is found without passing it by.
  `drop index tasks_lane`,
  `drop index tasks_eligible`,
  `create index tasks_lane on tasks (account_id, priority desc, due_at, id)
    where status = 'queued' and eligible_at is null`,
  `create index tasks_lane_timed on tasks (account_id, priority desc, due_at, id)
    where status = 'queued' and eligible_at is not null`,
  // The conditions that always hold keep these from being taken for the others: a planner that believes
  // nothing is queued or running thinks them all the same. Queries that mean them say so.
  `create index tasks_lane_eligible on tasks (account_id, eligible_at)
    where status = 'queued' and eligible_at > '-infinity'`,
  `create index tasks_run_queued on tasks (run_id) where status = 'queued' and run_id > ''`,
  `drop index tasks_run_in_flight`,
  `create index tasks_run_in_flight on tasks (run_id) where status = 'running' and run_id > ''`,
]

/**
 * What is inserted and deleted for every task lives by vacuum: it does not wait for a fifth of a long queue to be
 * dead, and does not rest in between.
 */
const churning = `autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0.02,
  autovacuum_analyze_threshold = 500, autovacuum_analyze_scale_factor = 0.05,
  autovacuum_vacuum_insert_threshold = 5000, autovacuum_vacuum_cost_delay = 0`

const indexId = 'id collate "POSIX"'

/**
 * Tasks, and the narrow rows by which they move: inserted where a task begins to wait, deleted where it goes
 * on. Whoever deletes the row is the one who moves the task.
 */
export const tasksLayout = [
  // Written when it is planned, and when an attempt is settled or a person acts; not while it goes out: what
  // is on its way has a row in running, and its status here is still 'queued'. No index speaks of a column
  // that an attempt without trouble changes, and a page has room for all of its tasks once more, which mostly
  // end together: such an update touches no index at all. What neither waits to go out nor is on its way nor
  // was published is set aside: the indexes of that have an entry for nothing else.
  `create table tasks (
    id text collate "C" primary key,
    run_id text collate "C" not null,
    project_id text collate "C" not null,
    account_id text collate "C" not null,
    platform text collate "C" not null,
    overrides json,
    priority smallint not null,
    generation integer not null,
    due_at timestamptz,
    -- From here on what an attempt changes: of an update the WAL has no more than what lies between the first
    -- and the last byte that differ.
    eligible_at timestamptz,
    attempt_at timestamptz,
    first_attempt_at timestamptz,
    version integer not null,
    attempt integer not null,
    counted_attempts integer not null,
    checks integer not null default 0,
    in_doubt boolean not null,
    cancel_requested boolean not null default false,
    status text collate "C" not null,
    remote_id text,
    url text,
    intent json,
    error json,
    retry_request text,
    aside text collate "C" generated always as (case
      when status in ('planned', 'held', 'failed', 'unconfirmed', 'cancelled') then status end) stored,
    next_check_at timestamptz generated always as (case
      when status = 'unconfirmed' then eligible_at end) stored
  ) with (fillfactor = 45)`,
  // Another collation of the same order: a page asks for it, so that the planner cannot take the primary key for
  // it and walk through all tasks to a few at their end.
  `create index tasks_by_account on tasks (account_id, ${indexId})`,
  `create index tasks_by_kind on tasks (project_id, platform, ${indexId})`,
  `create index tasks_aside on tasks (aside, ${indexId}) where aside is not null`,
  `create index tasks_aside_by_account on tasks (account_id, aside, ${indexId})
    where aside is not null`,
  `create index tasks_aside_by_kind on tasks (project_id, platform, aside, ${indexId})
    where aside is not null`,
  `create index tasks_held on tasks (account_id) where aside = 'held'`,
  `create index tasks_to_check on tasks (next_check_at) where next_check_at is not null`,
  `create index tasks_to_reconcile on tasks (${indexId}) where next_check_at is not null`,
  `create index tasks_to_resolve on tasks (${indexId})
    where aside = 'unconfirmed' and next_check_at is null`,
  `create index tasks_by_code on tasks ((error->>'code'), ${indexId})
    where error is not null`,

  // What may go out, each account's in its order.
  `create table queue (
    account_id text collate "C" not null,
    priority smallint not null,
    due_at timestamptz not null,
    task_id text collate "C" not null,
    version integer not null,
    attempt integer not null,
    generation integer not null
  ) with (${churning})`,
  `create unique index queue_order on queue (account_id, priority desc, due_at, task_id)`,

  // Queued, but not before an instant.
  `create table timed (
    eligible_at timestamptz not null,
    task_id text collate "C" not null,
    account_id text collate "C" not null,
    priority smallint not null,
    due_at timestamptz not null,
    version integer not null,
    attempt integer not null,
    generation integer not null,
    primary key (eligible_at, task_id)
  ) with (${churning})`,
  // What waits after an attempt, however much is planned for later.
  `create index timed_tried on timed (task_id) where attempt > 0`,
  `create index timed_by_account on timed (account_id, eligible_at)`,

  // What is on its way, from the dispatch of an attempt to its outcome.
  `create table running (
    task_id text collate "C" primary key,
    account_id text collate "C" not null,
    version integer not null,
    attempt integer not null,
    attempt_at timestamptz not null,
    generation integer not null,
    intent json,
    cancel_requested boolean not null
  ) with (fillfactor = 80, ${churning})`,

  // Tasks as they are, those on their way included. A row in running that does not follow on the task as it rests was
  // put there by others, or is that of an attempt which is over: nothing goes out because of it.
  `create view task_states as
    select id, coalesce(running.version, tasks.version) as version,
      case when running.task_id is null then status else 'running' end as status,
      run_id, project_id, tasks.account_id, platform, priority,
      coalesce(running.attempt, tasks.attempt) as attempt, counted_attempts, tasks.generation, due_at, eligible_at,
      coalesce(running.attempt_at, tasks.attempt_at) as attempt_at,
      case when in_doubt then first_attempt_at else coalesce(first_attempt_at, running.attempt_at) end
        as first_attempt_at,
      case when running.task_id is null then tasks.intent else running.intent end as intent,
      in_doubt, checks, retry_request,
      coalesce(running.cancel_requested, tasks.cancel_requested) as cancel_requested,
      remote_id, url, error, overrides
    from tasks left join running on running.task_id = tasks.id and tasks.status = 'queued'
      and running.attempt = tasks.attempt + 1 and running.generation = tasks.generation`,

  // Who has begun a job that had been handed out before, and has not ended it: of a publisher that is gone
  // this says which jobs it may have died of.
  `create table job_beginnings (
    task_id text not null references tasks on delete cascade,
    publisher integer not null,
    isolated boolean not null,
    begun_at timestamptz not null default clock_timestamp(),
    primary key (task_id, publisher)
  )`,

  // Retries of many tasks: what was asked and how far it has come, and the tasks that are still to be done. A
  // task leaves that list in the transaction that retries or refuses it.
  `create table retry_batches (
    id text collate "C" primary key,
    force boolean not null,
    meta json not null,
    matched integer not null,
    accepted integer not null default 0,
    refused_count integer not null default 0,
    refused json not null default '[]',
    created_at timestamptz not null,
    finished_at timestamptz
  )`,
  `create index retry_batches_open on retry_batches (id) where finished_at is null`,
  `create table retry_batch_tasks (
    batch_id text collate "C" not null,
    task_id text collate "C" not null,
    primary key (batch_id, task_id)
  )`,
]

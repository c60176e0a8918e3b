import type { AccountId, Intent, TaskId, TaskState, TaskStatus } from '@pressrun/events'
import { id, table } from '../table/table.ts'

/**
 * Rows inserted and deleted for every task depend on vacuum: it must not wait until a fifth of a long queue is dead,
 * nor pause in between.
 */
const churning = `autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0.02,
  autovacuum_analyze_threshold = 500, autovacuum_analyze_scale_factor = 0.05,
  autovacuum_vacuum_insert_threshold = 5000, autovacuum_vacuum_cost_delay = 0`

/**
 * Another collation of the same order: a page asks for it, so that the planner cannot take the primary key for it and
 * walk through all tasks to a few at their end.
 */
const indexId = 'id collate "POSIX"'

type AsideStatus = Exclude<TaskStatus, 'queued' | 'running' | 'published'>

type Beside = {
  readonly overrides: Readonly<Record<string, unknown>> | null
  /** The status of tasks that neither wait to go out nor are on their way nor were published. */
  readonly aside: AsideStatus | null
}

/**
 * Written when it is planned, and when an attempt is settled or a person acts; not while it goes out: a task on its
 * way has a row in `running`, and its status here is still `queued`. No index has a column that an attempt without a
 * fault changes, and a page has space for all of its tasks once more, which mostly end together: such an update
 * touches no index at all. Tasks that are set aside have indexes of their own.
 */
export const tasks = table<TaskState, Beside>({
  name: 'tasks',
  columns: {
    id: `${id} primary key`,
    runId: `${id} not null`,
    projectId: `${id} not null`,
    accountId: `${id} not null`,
    platform: `${id} not null`,
    priority: 'smallint not null',
    generation: 'integer not null',
    dueAt: 'timestamptz',
    // From here on the columns that an attempt changes: the WAL of an update has only the bytes between the first and
    // the last that differ.
    notBefore: 'timestamptz',
    nextCheckAt: 'timestamptz',
    attemptAt: 'timestamptz',
    firstAttemptAt: 'timestamptz',
    version: 'integer not null',
    attempt: 'integer not null',
    countedAttempts: 'integer not null',
    checks: 'integer not null default 0',
    inDoubt: 'boolean not null',
    cancelRequested: 'boolean not null default false',
    status: `${id} not null`,
    remoteId: 'text',
    url: 'text',
    intent: 'json',
    error: 'json',
    retryRequest: 'text',
  },
  beside: {
    overrides: 'json',
    aside: `${id} generated always as (case
      when status in ('planned', 'held', 'failed', 'unconfirmed', 'cancelled') then status end) stored`,
  },
  storage: 'fillfactor = 45',
  more: [
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
  ],
})

/** What is needed to put a task into its lane, and to send it. */
type Waiting = {
  readonly accountId: AccountId
  readonly priority: number
  readonly dueAt: string
  readonly taskId: TaskId
  readonly version: number
  readonly attempt: number
  readonly generation: number
}

/*
 * The narrow rows by which tasks move: inserted where a task begins to wait, deleted where it goes on. The writer that
 * deletes the row is the one that moves the task.
 */

const taskId = `${id} not null`
const place = {
  accountId: `${id} not null`,
  priority: 'smallint not null',
  dueAt: 'timestamptz not null',
} as const
const progress = {
  version: 'integer not null',
  attempt: 'integer not null',
  generation: 'integer not null',
} as const

/** What may go out, each account's in its order. */
export const queue = table<Waiting>({
  name: 'queue',
  columns: { ...place, taskId, ...progress },
  storage: churning,
  more: [`create unique index queue_order on queue (account_id, priority desc, due_at, task_id)`],
})

/** Queued, but not before an instant. */
export const timed = table<Waiting & { readonly notBefore: string }>({
  name: 'timed',
  columns: { notBefore: 'timestamptz not null', taskId, ...place, ...progress },
  primaryKey: 'not_before, task_id',
  storage: churning,
  more: [
    // What waits after an attempt, however much is planned for later.
    `create index timed_tried on timed (task_id) where attempt > 0`,
    `create index timed_by_account on timed (account_id, not_before)`,
  ],
})

type Running = Pick<Waiting, 'taskId' | 'accountId' | 'version' | 'attempt' | 'generation'> & {
  readonly attemptAt: string
  readonly intent: Intent | null
  readonly cancelRequested: boolean
}

/** Tasks on their way, from the dispatch of an attempt to its outcome: the row itself makes a task running. */
export const running = table<Running>({
  name: 'running',
  columns: {
    taskId: `${id} primary key`,
    accountId: `${id} not null`,
    version: 'integer not null',
    attempt: 'integer not null',
    attemptAt: 'timestamptz not null',
    generation: 'integer not null',
    intent: 'json',
    cancelRequested: 'boolean not null',
  },
  storage: `fillfactor = 80, ${churning}`,
})

type JobBeginning = {
  readonly taskId: TaskId
  readonly publisher: number
  /** In a process of its own, which may die without the publisher. */
  readonly isolated: boolean
  readonly begunAt: string
}

/**
 * The publisher that has begun a job that had been handed out before, and has not ended it: these are the jobs that a
 * publisher now gone may have died of.
 */
export const jobBeginnings = table<JobBeginning>({
  name: 'job_beginnings',
  columns: {
    taskId: 'text not null references tasks on delete cascade',
    publisher: 'integer not null',
    isolated: 'boolean not null',
    begunAt: 'timestamptz not null default clock_timestamp()',
  },
  primaryKey: 'task_id, publisher',
})

/**
 * Tasks as they are, those on their way included. A row in running that does not follow on the task at rest was
 * inserted by others, or is that of an attempt which is over: nothing goes out because of it.
 */
export const taskStates = `create view task_states as
  select id, coalesce(running.version, tasks.version) as version,
    case when running.task_id is null then status else 'running' end as status,
    run_id, project_id, tasks.account_id, platform, priority,
    coalesce(running.attempt, tasks.attempt) as attempt, counted_attempts, tasks.generation, due_at, not_before, next_check_at,
    coalesce(running.attempt_at, tasks.attempt_at) as attempt_at,
    case when in_doubt then first_attempt_at else coalesce(first_attempt_at, running.attempt_at) end
      as first_attempt_at,
    case when running.task_id is null then tasks.intent else running.intent end as intent,
    in_doubt, checks, retry_request,
    coalesce(running.cancel_requested, tasks.cancel_requested) as cancel_requested,
    remote_id, url, error, overrides
  from tasks left join running on running.task_id = tasks.id and tasks.status = 'queued'
    and running.attempt = tasks.attempt + 1 and running.generation = tasks.generation`

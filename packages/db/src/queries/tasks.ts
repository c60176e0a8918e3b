import {
  idMint,
  type AccountId,
  type AccountLimits,
  type AccountStatus,
  type ProjectId,
  type RunId,
  type RunStatus,
  type TaskId,
  type TaskStatus,
} from '@pressrun/events'
import type { QueryDatabase } from './query-database.ts'
import type { Database } from '../database.ts'
import type { TaskRow } from '../state/tasks.ts'
import { toPage, type Page, type PageRequest } from './page.ts'

export const taskColumns = `id, version, status, run_id, project_id, account_id, platform, ordinal,
  priority, attempt, spent, generation, due_at, eligible_at, attempt_at, first_attempt_at, in_doubt, looks, remote_id,
  url, error`

export async function findTask({ pool }: Database, id: TaskId): Promise<TaskRow | undefined> {
  const { rows } = await pool.query<TaskRow>({
    name: 'find-task',
    text: `select ${taskColumns} from tasks where id = $1`,
    values: [id],
  })
  return rows[0]
}

/** What a waiting task may be waiting for. */
export type TaskSurroundings = {
  readonly runStatus: RunStatus
  readonly scheduledAt: string | null
  readonly concurrency: number
  readonly accountStatus: AccountStatus
  readonly limits: AccountLimits
  readonly blockedUntil: string | null
  /** Tasks under way now. */
  readonly inFlightOfAccount: number
  readonly inFlightOfRun: number
}

export async function findTaskSurroundings(
  { pool }: Database,
  id: TaskId,
): Promise<TaskSurroundings | undefined> {
  const { rows } = await pool.query<TaskSurroundings>({
    name: 'find-task-surroundings',
    text: `select runs.status as "runStatus", runs.scheduled_at as "scheduledAt", runs.concurrency, accounts.status as "accountStatus",
        accounts.limits, accounts.blocked_until as "blockedUntil",
        (select count(*) from tasks as other where other.status = 'running'
          and other.account_id = tasks.account_id) as "inFlightOfAccount",
        (select count(*) from tasks as other where other.status = 'running'
          and other.run_id = tasks.run_id) as "inFlightOfRun"
      from tasks join runs on runs.id = tasks.run_id join accounts on accounts.id = tasks.account_id
      where tasks.id = $1`,
    values: [id],
  })
  return rows[0]
}

export type TaskFilter = {
  readonly status?: TaskStatus | undefined
  readonly platform?: string | undefined
  readonly accountId?: AccountId | undefined
  readonly projectId?: ProjectId | undefined
  readonly runId?: RunId | undefined
  /** Instants. A task is as old as its id says. */
  readonly createdAfter?: string | undefined
  readonly createdBefore?: string | undefined
}

export async function listTasks(
  { kysely }: QueryDatabase,
  filter: TaskFilter & PageRequest<TaskId>,
): Promise<Page<TaskRow>> {
  let query = kysely
    .selectFrom('tasks')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(filter.limit + 1)
  if (filter.before) query = query.where('id', '<', filter.before)
  if (filter.status) query = query.where('status', '=', filter.status)
  if (filter.platform !== undefined) query = query.where('platform', '=', filter.platform)
  if (filter.accountId) query = query.where('account_id', '=', filter.accountId)
  if (filter.projectId) query = query.where('project_id', '=', filter.projectId)
  if (filter.runId) query = query.where('run_id', '=', filter.runId)
  if (filter.createdAfter) query = query.where('id', '>=', firstIdOf(filter.createdAfter))
  if (filter.createdBefore) query = query.where('id', '<', firstIdOf(filter.createdBefore))
  return toPage(await query.execute(), filter.limit)
}

/** Ids begin with the time they were made at: no id of that millisecond sorts before this one. */
const firstIdOf = (instant: string): TaskId =>
  idMint(
    () => Date.parse(instant),
    (bytes) => bytes.fill(0),
  )('task')

/** Every task of a run with its status: what a cancellation has to answer for. */
export async function listStatusesOfRun(
  { pool }: Database,
  runId: RunId,
): Promise<{ id: TaskId; status: TaskStatus }[]> {
  const { rows } = await pool.query<{ id: TaskId; status: TaskStatus }>({
    name: 'list-statuses-of-run',
    text: 'select id, status from tasks where run_id = $1 order by ordinal',
    values: [runId],
  })
  return rows
}

/** The account's tasks in any of these statuses. */
export async function listTaskIdsOfAccount(
  { pool }: Database,
  accountId: AccountId,
  statuses: readonly TaskStatus[],
): Promise<TaskId[]> {
  const { rows } = await pool.query<{ id: TaskId }>({
    name: 'list-task-ids-of-account',
    text: 'select id from tasks where account_id = $1 and status = any($2::text[]) order by id',
    values: [accountId, statuses],
  })
  return rows.map((row) => row.id)
}

export type FailureGroup = {
  readonly code: string
  readonly platform: string
  readonly accountId: AccountId
  readonly count: number
  readonly taskIds: TaskId[]
}

/** What went wrong in a run, by what, where and for whom; most frequent first. */
export async function groupFailures({ pool }: Database, runId: RunId): Promise<FailureGroup[]> {
  const { rows } = await pool.query<FailureGroup>({
    name: 'group-failures',
    text: `select error->>'code' as code, platform, account_id as "accountId", count(*) as count,
        array_agg(id order by ordinal) as "taskIds"
      from tasks
      where run_id = $1 and status in ('failed', 'unconfirmed', 'held') and error is not null
      group by error->>'code', platform, account_id
      order by count(*) desc, error->>'code', platform, account_id`,
    values: [runId],
  })
  return rows
}

import {
  taskIdsOf,
  type AccountId,
  type BlockReason,
  type Instant,
  type RunId,
  type TaskId,
  type TaskState,
  type TaskStatus,
} from '@pressrun/events'
import { query, taskColumns, type Database } from '@pressrun/db'
import { maybeBlocked } from './blocked-tasks.ts'
import { findNewest } from './newest-tasks/find-newest.ts'
import { toPage, type Page, type PageRequest } from './page.ts'
import type { TaskSearch } from './task-filter.ts'

export async function findTask({ pool }: Database, id: TaskId): Promise<TaskState | undefined> {
  const rows = await query<TaskState>(
    pool,
    `select ${taskColumns('tasks.')} from task_states tasks where id = $1`,
    [id],
  )
  return rows[0]
}

export async function listTasks(
  { pool }: Database,
  { limit, ...search }: TaskSearch & PageRequest<TaskId>,
): Promise<Page<TaskState>> {
  return toPage(await findNewest(pool, search, limit + 1), limit)
}

/** Tasks that may be waiting for this, newest first: the caller finds out which of them do. */
export async function listMaybeBlocked(
  { pool }: Database,
  reason: BlockReason,
  { limit, now, ...search }: TaskSearch & PageRequest<TaskId> & { readonly now: Instant },
): Promise<Page<TaskState>> {
  return toPage(await findNewest(pool, search, limit + 1, maybeBlocked[reason](now)), limit)
}

/** Every task of a run with its status, in their order: a cancellation reports on each. */
export function listStatusesOfRun(
  { pool }: Database,
  runId: RunId,
): Promise<{ id: TaskId; status: TaskStatus }[]> {
  const { first, last } = taskIdsOf(runId)
  return query<{ id: TaskId; status: TaskStatus }>(
    pool,
    'select id, status from task_states where id between $1 and $2 order by id',
    [first, last],
  )
}

/** The account's tasks that have not gone out, and would when their time comes. */
export async function listOpenTasksOfAccount(
  { pool }: Database,
  accountId: AccountId,
): Promise<TaskId[]> {
  const rows = await query<{ id: TaskId }>(
    pool,
    `select id from (
        select task_id as id from queue where account_id = $1
        union all select task_id from timed where account_id = $1
        union all select id from tasks where account_id = $1 and aside in ('planned', 'held')
      ) open order by id`,
    [accountId],
  )
  return rows.map((row) => row.id)
}

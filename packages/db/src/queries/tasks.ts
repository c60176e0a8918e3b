import type { AccountId, BlockReason, Instant, RunId, TaskId, TaskStatus } from '@pressrun/events'
import type { Database } from '../database.ts'
import type { TaskRow } from '../state/tasks.ts'
import { toPage, type Page, type PageRequest } from './page.ts'
import { maybeBlocked } from './blocked-tasks.ts'
import { selectMatching, type TaskSearch } from './task-filter.ts'

export const taskColumns = `id, version, status, run_id, project_id, account_id, platform, ordinal,
  priority, attempt, spent, generation, due_at, eligible_at, attempt_at, first_attempt_at, in_doubt, looks,
  cancel_requested, remote_id, url, error`

export async function findTask({ pool }: Database, id: TaskId): Promise<TaskRow | undefined> {
  const { rows } = await pool.query<TaskRow>({
    name: 'find-task',
    text: `select ${taskColumns} from tasks where id = $1`,
    values: [id],
  })
  return rows[0]
}

export async function listTasks(
  { pool }: Database,
  { limit, ...search }: TaskSearch & PageRequest<TaskId>,
): Promise<Page<TaskRow>> {
  const { text, values } = selectMatching(search, limit + 1, taskColumns)
  const { rows } = await pool.query<TaskRow>(text, [...values])
  return toPage(rows, limit)
}

/** Tasks that may be waiting for this, newest first: which of them do is for the caller to find out. */
export async function listMaybeBlocked(
  { pool }: Database,
  reason: BlockReason,
  { limit, now, ...search }: TaskSearch & PageRequest<TaskId> & { readonly now: Instant },
): Promise<Page<TaskRow>> {
  const narrowings = maybeBlocked[reason](now)
  const { text, values } = selectMatching(search, limit + 1, taskColumns, narrowings)
  const { rows } = await pool.query<TaskRow>(text, [...values])
  return toPage(rows, limit)
}

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

import type { AccountId, RunId, TaskId, TaskStatus } from '@pressrun/events'
import type { QueryDatabase } from './query-database.ts'
import type { Database } from '../database.ts'
import type { TaskRow } from '../state/tasks.ts'
import { toPage, type Page, type PageRequest } from './page.ts'
import { matching, type TaskFilter } from './task-filter.ts'

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

export async function listTasks(
  { kysely }: QueryDatabase,
  filter: TaskFilter & PageRequest<TaskId>,
): Promise<Page<TaskRow>> {
  let query = kysely
    .selectFrom('tasks')
    .selectAll()
    .where((row) => row.and(matching(row, filter)))
    .orderBy('id', 'desc')
    .limit(filter.limit + 1)
  if (filter.before) query = query.where('id', '<', filter.before)
  return toPage(await query.execute(), filter.limit)
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

import {
  taskIdsOf,
  type ArticleId,
  type ProjectId,
  type RunId,
  type RunStatus,
  type ScheduleId,
  type TaskState,
  type TaskStatus,
} from '@pressrun/events'
import type pg from 'pg'
import type { QueryDatabase } from './query-database.ts'
import {
  isTaskOf,
  logHead,
  query,
  tables,
  taskColumns,
  type Database,
  type Rows,
} from '@pressrun/db'
import { toPage, type Page, type PageRequest } from './page.ts'

export type RunRow = Rows['runs']
export type TaskCounts = Readonly<Partial<Record<TaskStatus, number>>>

/** A run with its tasks in their planned order, or without them when they are too many. */
export type RunWithTasks = {
  readonly run: RunRow
  readonly tasks: readonly TaskState[] | null
  readonly counts: TaskCounts
}

/** Tasks are read up to `tasksMax`; beyond it they are only counted. */
export async function findRunWithTasks(
  client: pg.Pool | pg.ClientBase,
  id: RunId,
  tasksMax: number,
): Promise<RunWithTasks | undefined> {
  const { first, last } = taskIdsOf(id)
  const [runs, tasks] = await Promise.all([
    query<RunRow>(client, selectRun, [id]),
    query<TaskState>(client, selectTasksOfRun, [first, last, tasksMax + 1]),
  ])
  const [run] = runs
  if (!run) return undefined
  if (tasks.length <= tasksMax) return { run, tasks, counts: countByStatus(tasks) }
  const counts = await countTasks(client, [id])
  return { run, tasks: null, counts: counts.get(id) ?? {} }
}

const selectRun = `${tables.runs.select} where id = $1`
const selectTasksOfRun = `select ${taskColumns()} from task_states
  where id between $1 and $2 order by id limit $3`

function countByStatus(tasks: readonly TaskState[]): TaskCounts {
  const counts: Partial<Record<TaskStatus, number>> = {}
  for (const { status } of tasks) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

/** Counts are derived on each request: a counter would be one row that all writers wait for. */
export async function countTasks(
  client: pg.Pool | pg.ClientBase,
  runIds: readonly RunId[],
): Promise<Map<RunId, TaskCounts>> {
  const rows = await query<{ runId: RunId; status: TaskStatus; count: number }>(
    client,
    `select asked.run_id as "runId", counted.* from unnest($1::text[]) as asked (run_id)
      cross join lateral (
        select status, count(*) as count from task_states
        where ${isTaskOf('task_states.id', 'asked.run_id')} group by status) counted`,
    [runIds],
  )
  const counts = new Map<RunId, Partial<Record<TaskStatus, number>>>()
  for (const { runId, status, count } of rows)
    counts.set(runId, { ...counts.get(runId), [status]: count })
  return counts
}

export type RunFilter = PageRequest<RunId> & {
  readonly projectId?: ProjectId | undefined
  readonly articleId?: ArticleId | undefined
  readonly scheduleId?: ScheduleId | undefined
  readonly status?: RunStatus | undefined
}

export async function listRuns(
  { kysely }: QueryDatabase,
  filter: RunFilter,
): Promise<Page<RunRow>> {
  let query = kysely
    .selectFrom('runs')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(filter.limit + 1)
  if (filter.before) query = query.where('id', '<', filter.before)
  if (filter.projectId) query = query.where('projectId', '=', filter.projectId)
  if (filter.articleId) query = query.where('articleId', '=', filter.articleId)
  if (filter.scheduleId) query = query.where('scheduleId', '=', filter.scheduleId)
  if (filter.status) query = query.where('status', '=', filter.status)
  return toPage(await query.execute(), filter.limit)
}

export async function findProjectOfRun(
  { pool }: Database,
  id: RunId,
): Promise<ProjectId | undefined> {
  const rows = await query<{ projectId: ProjectId }>(
    pool,
    'select project_id as "projectId" from runs where id = $1',
    [id],
  )
  return rows[0]?.projectId
}

/** The run as it is at one position of the log: it includes all events up to there and no other. */
export async function readRunAt(
  { pool }: Database,
  id: RunId,
  tasksMax: number,
): Promise<{ position: number; run: RunWithTasks } | undefined> {
  const client = await pool.connect()
  let fault: unknown
  try {
    await client.query('begin isolation level repeatable read read only')
    const { position } = await logHead(client)
    const run = await findRunWithTasks(client, id, tasksMax)
    await client.query('commit')
    return run && { position, run }
  } catch (cause) {
    fault = cause
    throw cause
  } finally {
    // A connection in the middle of a failed transaction cannot be reused.
    client.release(fault !== undefined)
  }
}

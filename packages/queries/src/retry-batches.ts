import type { BatchId, TaskId } from '@pressrun/events'
import type pg from 'pg'
import { query, tables, transact, type Database, type Rows } from '@pressrun/db'
import { selectMatching } from './newest-tasks/find-newest.ts'
import type { TaskFilter } from './task-filter.ts'

export type RetryBatchRow = Rows['retryBatches']

export const selectRetryBatch = `${tables.retryBatches.select} where id = $1`

/** Which tasks: by name, or all that match. */
export type TaskSelection =
  | { readonly taskIds: readonly TaskId[] }
  | { readonly filter: TaskFilter }

/** The ids of the matching tasks, oldest first; of more than `limit` the newest. */
export async function listMatchingTaskIds(
  { pool }: Database,
  filter: TaskFilter,
  limit: number,
): Promise<TaskId[]> {
  const { text, values } = selectMatching(filter, limit)
  const { rows } = await pool.query<{ id: TaskId }>(text, [...values])
  return rows.map((row) => row.id).toSorted()
}

export type NewRetryBatch = Pick<RetryBatchRow, 'id' | 'force' | 'meta' | 'createdAt'>

/**
 * Stores which tasks are to be retried: from then on the batch is worked through in any case. Creating it again under
 * the same id changes nothing. Returns false, having done nothing, when there are more than `tasksMax`.
 */
export async function createRetryBatch(
  database: Database,
  batch: NewRetryBatch,
  selection: TaskSelection,
  tasksMax: number,
): Promise<boolean> {
  class TooMany extends Error {}
  try {
    await transact(database.pool, async (client) => {
      if (!(await insertBatch(client, batch))) return
      const matched = await insertTasks(client, batch.id, selection, tasksMax + 1)
      if (matched > tasksMax) throw new TooMany()
      await client.query(
        `update retry_batches set matched = $2, finished_at = case when $2 = 0 then created_at end
          where id = $1`,
        [batch.id, matched],
      )
    })
    return true
  } catch (cause) {
    if (cause instanceof TooMany) return false
    throw cause
  }
}

async function insertBatch(client: pg.ClientBase, batch: NewRetryBatch): Promise<boolean> {
  const { rowCount } = await client.query(
    `insert into retry_batches (id, force, meta, matched, created_at) values ($1, $2, $3, 0, $4)
      on conflict (id) do nothing`,
    [batch.id, batch.force, JSON.stringify(batch.meta), batch.createdAt],
  )
  return rowCount === 1
}

async function insertTasks(
  client: pg.ClientBase,
  batchId: BatchId,
  selection: TaskSelection,
  limit: number,
): Promise<number> {
  const insert = 'insert into retry_batch_tasks (batch_id, task_id)'
  if ('taskIds' in selection) {
    const named = `${insert} select $1, unnest($2::text[])`
    return (await client.query(named, [batchId, selection.taskIds])).rowCount ?? 0
  }
  const { text, values } = selectMatching(selection.filter, limit)
  const matching = `${insert} select $${values.length + 1}, id from (${text}) matching`
  return (await client.query(matching, [...values, batchId])).rowCount ?? 0
}

export async function findRetryBatch(
  { pool }: Database,
  id: BatchId,
): Promise<RetryBatchRow | undefined> {
  const { rows } = await pool.query<RetryBatchRow>(selectRetryBatch, [id])
  return rows[0]
}

/** The remaining tasks of a batch, oldest first. */
export async function listRetryBatchTasks({ pool }: Database, id: BatchId): Promise<TaskId[]> {
  const { rows } = await pool.query<{ id: TaskId }>(
    'select task_id as id from retry_batch_tasks where batch_id = $1 order by task_id',
    [id],
  )
  return rows.map((row) => row.id)
}

export async function listOpenRetryBatches({ pool }: Database): Promise<BatchId[]> {
  const rows = await query<{ id: BatchId }>(
    pool,
    'select id from retry_batches where finished_at is null order by id',
  )
  return rows.map((row) => row.id)
}

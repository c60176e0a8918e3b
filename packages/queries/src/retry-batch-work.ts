import { execute, query } from '@pressrun/db'
import type { BatchId, TaskId } from '@pressrun/events'
import type pg from 'pg'
import { selectRetryBatch, type RetryBatchRow } from './retry-batches.ts'

/** A worker that is stopped in the middle of a chunk gives it back after this. */
const stalledAfterMs = 5_000

/**
 * Takes the batch for the rest of the transaction. Returns undefined when nothing is left of it to do or, unless it is
 * `patient`, when another worker has taken it.
 */
export async function claimRetryBatch(
  client: pg.ClientBase,
  id: BatchId,
  patient: boolean,
): Promise<RetryBatchRow | undefined> {
  const [, { rows }] = await Promise.all([
    client.query(`set local idle_in_transaction_session_timeout = ${stalledAfterMs}`),
    client.query<RetryBatchRow>(
      `${selectRetryBatch} and finished_at is null
        for update ${patient ? '' : 'skip locked'}`,
      [id],
    ),
  ])
  return rows[0]
}

/** Takes up to `limit` tasks off the list of a batch that was taken. */
export async function claimRetryBatchTasks(
  client: pg.ClientBase,
  id: BatchId,
  limit: number,
): Promise<TaskId[]> {
  const rows = await query<{ id: TaskId }>(
    client,
    `delete from retry_batch_tasks where batch_id = $1 and task_id = any(array(
        select task_id from retry_batch_tasks where batch_id = $1 order by task_id limit $2))
      returning task_id as id`,
    [id, limit],
  )
  return rows.map((row) => row.id).toSorted()
}

export type RetryBatchProgress = Pick<
  RetryBatchRow,
  'id' | 'accepted' | 'refusedCount' | 'refused' | 'finishedAt'
>

export async function keepRetryBatchProgress(
  client: pg.ClientBase,
  { id, accepted, refusedCount, refused, finishedAt }: RetryBatchProgress,
): Promise<void> {
  await execute(
    client,
    `update retry_batches
      set accepted = $2, refused_count = $3, refused = $4, finished_at = $5 where id = $1`,
    [id, accepted, refusedCount, JSON.stringify(refused), finishedAt],
  )
}

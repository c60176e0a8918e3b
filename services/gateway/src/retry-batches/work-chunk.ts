import { runAll, UnitOfWork, transact, type Database } from '@pressrun/db'
import {
  keepRetryBatchProgress,
  claimRetryBatch,
  claimRetryBatchTasks,
  type RetryBatchRow,
  type RetryRow,
} from '@pressrun/queries'
import { toInstant, type BatchId, type RetryTask, type TaskId } from '@pressrun/events'
import { findRetrySources, type RetrySource } from '../tasks/retry-source.ts'
import { refusalOfRetry } from '../tasks/judge-retry.ts'
import { tallied, type Judged } from './tally.ts'

export type Chunks = {
  readonly database: Database
  readonly now: () => number
}

/** Tasks that are retried in one transaction. */
export const chunkMax = 500

/**
 * Retries the next tasks of a batch: their events, their rows and the progress of the batch are one commit. Returns
 * whether there may be more to do; a batch locked by another worker counts as done, unless `patient`.
 */
export async function workChunk(
  { database, now }: Chunks,
  id: BatchId,
  patient: boolean,
): Promise<boolean> {
  return transact(database.pool, async (client) => {
    const batch = await claimRetryBatch(client, id, patient)
    if (!batch) return false
    const taskIds = await claimRetryBatchTasks(client, id, chunkMax)
    const sources = await findRetrySources(client, taskIds)
    const unitOfWork = unitOf(sources, now())
    const options = { force: batch.force, requestId: batch.id, now: now() }
    const decide = (command: RetryTask, { projectId }: RetryRow) =>
      unitOfWork.decide({ command, meta: { ...batch.meta, projectId } })
    const judged = taskIds.map((taskId) => ({
      taskId,
      refused: refusalOfRetry(sources.get(taskId), options, decide),
    }))
    const more = taskIds.length === chunkMax
    await keepRetryBatchProgress(client, {
      ...progressOf(batch, judged),
      finishedAt: more ? null : toInstant(now()),
    })
    if (!unitOfWork.isEmpty)
      // The last of them takes positions of the log, which blocks every other transaction until the commit.
      await runAll(client, unitOfWork.statements())
    return more
  })
}

function unitOf(sources: ReadonlyMap<TaskId, RetrySource>, now: number): UnitOfWork {
  const tasks = new Map([...sources].map(([id, { task }]) => [id, task] as const))
  return new UnitOfWork({ tasks }, toInstant(now))
}

function progressOf(batch: RetryBatchRow, judged: readonly Judged[]) {
  const { id, accepted, refusedCount, refused } = batch
  const tally = tallied({ accepted, refusedCount, refused }, judged)
  return { id, ...tally }
}

import { findRetryBatch, type RetryBatchRow } from '@pressrun/queries'
import type { BatchId } from '@pressrun/events'
import type { Gateway } from '../gateway.ts'
import { Problem } from '../problems/problem.ts'

export async function requireBatch({ database }: Gateway, id: BatchId): Promise<RetryBatchRow> {
  const batch = await findRetryBatch(database, id)
  if (!batch) throw new Problem('batch-not-found')
  return batch
}

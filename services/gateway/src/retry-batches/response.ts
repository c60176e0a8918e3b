import type { RetryBatchRow } from '@pressrun/queries'
import type { z } from 'zod'
import type { Tally } from './tally.ts'
import type { retryBatch } from './schema.ts'

export const tallyOf = ({ accepted, refusedCount, refused }: RetryBatchRow): Tally => ({
  accepted,
  refusedCount,
  refused,
})

export const toRetryBatch = (row: RetryBatchRow): z.output<typeof retryBatch> => ({
  batchId: row.id,
  state: row.finishedAt ? 'done' : 'running',
  matched: row.matched,
  accepted: row.accepted,
  refusedCount: row.refusedCount,
  refused: row.refused,
  done: row.accepted + row.refusedCount,
  createdAt: row.createdAt,
  finishedAt: row.finishedAt,
})

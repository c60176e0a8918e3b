import type { RetryBatchRow } from '@pressrun/queries'
import type { z } from 'zod'
import type { Tally } from './tally.ts'
import type { retryBatch } from './schema.ts'

export const tallyOf = ({ accepted, refused_count, refused }: RetryBatchRow): Tally => ({
  accepted,
  refusedCount: refused_count,
  refused,
})

export const toRetryBatch = (row: RetryBatchRow): z.output<typeof retryBatch> => ({
  batchId: row.id,
  state: row.finished_at ? 'done' : 'running',
  matched: row.matched,
  accepted: row.accepted,
  refusedCount: row.refused_count,
  refused: row.refused,
  done: row.accepted + row.refused_count,
  createdAt: row.created_at,
  finishedAt: row.finished_at,
})

import type { RetryBatchRow } from '@pressrun/queries'
import type { z } from 'zod'
import { shown } from '../api/shown.ts'
import type { Tally } from './tally.ts'
import { retryBatch } from './schema.ts'

export const tallyOf = ({ accepted, refusedCount, refused }: RetryBatchRow): Tally => ({
  accepted,
  refusedCount,
  refused,
})

export const toRetryBatch = (row: RetryBatchRow): z.output<typeof retryBatch> =>
  shown(retryBatch, {
    ...row,
    batchId: row.id,
    state: row.finishedAt ? 'done' : 'running',
    done: row.accepted + row.refusedCount,
  })

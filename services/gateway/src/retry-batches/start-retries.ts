import { createRetryBatch, listRetryBatchTasks, type TaskSelection } from '@pressrun/queries'
import { toInstant, type BatchId } from '@pressrun/events'
import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { Gateway } from '../gateway.ts'
import { callerOf, newIdOf } from '../api/commands.ts'
import { tallyOf } from './response.ts'
import type { retryTasksResponse } from './schema.ts'
import { judgeRetries } from './judge-retries.ts'
import { requireBatch } from './require-batch.ts'
import type { Tally } from './tally.ts'
import { batchTasksMax, tooManyTasks } from './tasks-max.ts'
import { chunkMax } from './work-chunk.ts'

/**
 * Stores which tasks are to be retried, which makes that certain. One chunk is done before the response; for more than
 * that it shows what will happen.
 */
export async function startRetries(
  gateway: Gateway,
  request: FastifyRequest,
  selection: TaskSelection,
  force: boolean,
): Promise<z.output<typeof retryTasksResponse>> {
  const { database, retries, now } = gateway
  const id = newIdOf(request, gateway)('batch')
  const batch = { id, force, meta: callerOf(request), createdAt: toInstant(now()) }
  if (!(await createRetryBatch(database, batch, selection, batchTasksMax))) throw tooManyTasks()
  try {
    const { matched } = await requireBatch(gateway, id)
    const tally = matched > chunkMax ? await foresee(gateway, id) : await finish(gateway, id)
    return { matched, ...tally, batchId: id, dryRun: false }
  } finally {
    retries.wake()
  }
}

async function finish(gateway: Gateway, id: BatchId): Promise<Tally> {
  await gateway.retries.finish(id)
  return tallyOf(await requireBatch(gateway, id))
}

async function foresee(gateway: Gateway, id: BatchId): Promise<Tally> {
  const { database, now } = gateway
  const batch = await requireBatch(gateway, id)
  const left = await listRetryBatchTasks(database, id)
  const options = { force: batch.force, requestId: id, now: now() }
  return judgeRetries(database, left, options, tallyOf(batch))
}

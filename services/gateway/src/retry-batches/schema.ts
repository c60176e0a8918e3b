import { z } from 'zod'
import { ids } from '../api/ids.ts'
import { taskFilter } from '../tasks/filter.ts'
import { refusedNamedMax } from './tally.ts'

const taskIdsMax = 1_000

const filter = z
  .strictObject(taskFilter)
  .refine((fields) => Object.values(fields).some((value) => value !== undefined), {
    message:
      'names no field, and so every task there is: name at least one, for example {"status": "failed"}',
  })

/** Which tasks are to be tried again. */
export const retryTasksBody = z
  .strictObject({
    taskIds: z.array(ids.task).min(1).max(taskIdsMax).optional(),
    filter: filter.optional().describe('at least one field; all of them must match'),
    dryRun: z.boolean().default(false).describe('say what would happen, and change nothing'),
    force: z
      .boolean()
      .default(false)
      .describe('publish once more also what is, or may be, published'),
  })
  .refine((given) => (given.taskIds === undefined) !== (given.filter === undefined), {
    path: ['taskIds'],
    message: 'exactly one of taskIds and filter is needed',
  })

const tally = {
  matched: z.int().describe('as many tasks as were named, or match'),
  accepted: z.int().describe('will be tried again'),
  refusedCount: z.int(),
  refused: z
    .array(z.object({ taskId: ids.task, code: z.string() }))
    .describe(`why not, of the first ${refusedNamedMax}`),
}

export const retryTasksResponse = z.object({
  ...tally,
  batchId: ids.batch.nullable().describe('null for a dry run'),
  dryRun: z.boolean(),
})

export const retryBatch = z.object({
  batchId: ids.batch,
  state: z.enum(['running', 'done']),
  ...tally,
  done: z.int().describe('accepted or refused so far'),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
})

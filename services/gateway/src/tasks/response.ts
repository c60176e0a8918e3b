import type { TaskState } from '@pressrun/events'
import type { z } from 'zod'
import type { task } from './schema.ts'
import { findBlocks, type Blocks, type ReadContext } from './find-blocks.ts'

export const toTask = (row: TaskState, blocks: Blocks): z.output<typeof task> => {
  const block = blocks.get(row.id)
  return {
    id: row.id,
    runId: row.runId,
    projectId: row.projectId,
    accountId: row.accountId,
    platform: row.platform,
    status: row.status,
    priority: row.priority,
    attempt: row.attempt,
    generation: row.generation,
    dueAt: row.dueAt,
    ...(row.cancelRequested && row.status === 'running' ? { cancelRequested: true } : {}),
    ...(block ? { blockedOn: block } : {}),
    ...(row.remoteId === null ? {} : { remoteId: row.remoteId }),
    ...(row.url === null ? {} : { url: row.url }),
    ...(row.error === null ? {} : { error: row.error }),
  }
}

export async function taskResponse(
  context: ReadContext,
  row: TaskState,
): Promise<z.output<typeof task>> {
  return toTask(row, await findBlocks(context, [row]))
}

import type { TaskRow } from '@pressrun/db'
import type { z } from 'zod'
import type { task } from './schema.ts'
import { findBlocks, type Blocks, type ReadContext } from './find-blocks.ts'

export const toTask = (row: TaskRow, blocks: Blocks): z.output<typeof task> => {
  const block = blocks.get(row.id)
  return {
    id: row.id,
    runId: row.run_id,
    projectId: row.project_id,
    accountId: row.account_id,
    platform: row.platform,
    status: row.status,
    priority: row.priority,
    attempt: row.attempt,
    generation: row.generation,
    dueAt: row.due_at,
    ...(row.cancel_requested && row.status === 'running' ? { cancelRequested: true } : {}),
    ...(block ? { blockedOn: block } : {}),
    ...(row.remote_id === null ? {} : { remoteId: row.remote_id }),
    ...(row.url === null ? {} : { url: row.url }),
    ...(row.error === null ? {} : { error: row.error }),
  }
}

export async function taskResponse(
  context: ReadContext,
  row: TaskRow,
): Promise<z.output<typeof task>> {
  return toTask(row, await findBlocks(context, [row]))
}

import type { TaskRow } from '@pressrun/db'
import type { z } from 'zod'
import type { task } from '../schemas/task.ts'

export const toTask = (row: TaskRow): z.output<typeof task> => ({
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
  ...(row.remote_id === null ? {} : { remoteId: row.remote_id }),
  ...(row.url === null ? {} : { url: row.url }),
  ...(row.error === null ? {} : { error: row.error }),
})

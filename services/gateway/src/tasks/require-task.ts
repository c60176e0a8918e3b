import { findTask } from '@pressrun/queries'
import type { TaskId, TaskState } from '@pressrun/events'
import type { Gateway } from '../gateway.ts'
import { Problem } from '../problems/problem.ts'

export async function requireTask({ database }: Gateway, id: TaskId): Promise<TaskState> {
  const row = await findTask(database, id)
  if (!row) throw new Problem('task-not-found')
  return row
}

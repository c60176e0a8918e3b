import { selectTasks, toTaskState, type TaskRow } from '@pressrun/db'
import type { TaskId, TaskState } from '@pressrun/events'
import type pg from 'pg'
import type { LeanHead } from './read-on.ts'

/** A task that may go out; its state may be still to be read. */
export type MaybeRead = LeanHead & { readonly state?: TaskState }

/** A task that goes out, with all that is known about it. */
export type Candidate = LeanHead & { readonly state: TaskState }

/** A task has changed while the look was taken; the look has to be taken again. */
export class OutdatedLook extends Error {}

/** Reads the states of tasks of which only their heads have been read. */
export async function withStates(
  client: pg.ClientBase,
  tasks: readonly MaybeRead[],
): Promise<Candidate[]> {
  const unread = tasks.filter(({ state }) => !state).map(({ taskId }) => taskId)
  const states = await readStates(client, unread)
  return tasks.map((task) => {
    const state = task.state ?? states.get(task.taskId)
    if (state?.version !== task.version) throw new OutdatedLook(`${task.taskId} has changed`)
    return { ...task, state }
  })
}

async function readStates(client: pg.ClientBase, taskIds: readonly TaskId[]) {
  if (taskIds.length === 0) return new Map<TaskId, TaskState>()
  const { rows } = await client.query<TaskRow>({ ...selectTasks, values: [taskIds] })
  return new Map(rows.map((row) => [row.id, toTaskState(row)]))
}

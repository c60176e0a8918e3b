import type { TaskState } from '@pressrun/events'
import type { Statement } from '../table/query.ts'
import { insertInto, selectStates, updateIn } from '../table/statements.ts'
import { selection } from '../table/table.ts'
import { tasks } from '../tables/tasks.ts'
import { enteringLanes } from './queue.ts'

/** A planned task carries its overrides; they never change, so updates leave them alone. */
export type NewTask = TaskState & { readonly overrides: Readonly<Record<string, unknown>> | null }

/**
 * New tasks, and their places in the lanes when they are queued at once. Values that all untouched tasks share are in
 * the statement.
 */
export const insertTasks = insertInto<NewTask>(tasks, {
  fields: [
    ...(['id', 'status', 'dueAt', 'notBefore', 'runId', 'projectId', 'accountId'] as const),
    ...(['platform', 'priority', 'overrides'] as const),
  ],
  constants: { version: 0, attempt: 0, countedAttempts: 0, generation: 1, inDoubt: false },
  follows: enteringLanes,
})

/** A writer that changes a task with no row in a lane and none in `running` finds it unchanged. */
const guards = ['version', 'status'] as const
export const updateTasksAtRest = updateIn<TaskState>(tasks, { guards, follows: enteringLanes })

/** The writer that has deleted the row by which it moved need not check anything else. */
export const updateMovedTasks = updateIn<TaskState>(tasks, { guards: [], follows: enteringLanes })

/** Of tasks that go out in the same transaction: their former state is written as well. */
export const updateRestedTasksGoingOut = updateIn<TaskState>(tasks, { guards })
export const updateMovedTasksGoingOut = updateIn<TaskState>(tasks, { guards: [] })

/** The same as `queueTask` of the domain, for all tasks of a run at once. */
export const queueTasksOfRun = (
  { first, last }: { readonly first: string; readonly last: string },
  dueAtThen: string,
  at: string,
): Statement => ({
  text: queueing,
  values: [first, last, dueAtThen, dueAtThen > at ? dueAtThen : null],
})

const queueing = `with changed as (
    update tasks set status = 'queued', due_at = $3, not_before = $4
    where id > $1 and id <= $2 and status = 'planned' returning tasks.*
  ), ${enteringLanes} select`

/** SQL: makes a `TaskState` of a row of `tasks` or `task_states`, known under this name. */
export const taskColumns = (of = ''): string => selection(tasks.state, of)

/** Tasks as they are. */
export const selectTasks = selectStates(tasks, 'task_states')

/** As it is written when it comes to rest; no concurrent writer of those columns can move it meanwhile. */
export const selectTasksAtRest = `${selectStates(tasks)} where id = any($1::text[]) order by id for update`

import {
  plannedTaskState,
  queueTask,
  taskIdsOf,
  type DomainEvent,
  type EventOf,
  type RunId,
  type TaskId,
} from '@pressrun/events'
import { insertTasks, queueTasksOfRun, type NewTask } from '../state/tasks.ts'
import type { Statement } from '../table/query.ts'
import type { States } from './states.ts'

type Run = States['runs'] extends ReadonlyMap<unknown, infer State> ? State : never

/** What the events of runs say of their tasks: they are planned one by one, and queued all together. */
export class PlannedTasks {
  readonly #planned = new Map<RunId, Map<TaskId, NewTask>>()
  readonly #started = new Map<RunId, EventOf<'RunStarted'>>()

  apply(run: Run, event: DomainEvent, at: string): void {
    if (event.type === 'TasksPlanned') this.#plan(run, event)
    if (event.type === 'RunStarted') this.#start(run.id, event, at)
  }

  /** The statements for tasks that are new. */
  inserts(): Statement[] {
    const tasks = [...this.#planned.values()].flatMap((planned) => [...planned.values()])
    return tasks.length > 0 ? [insertTasks(tasks)] : []
  }

  /** Those of runs that were planned earlier and are started now. */
  queues(at: string): Statement[] {
    return [...this.#started].map(([runId, { data }]) =>
      queueTasksOfRun(taskIdsOf(runId), data.dueAt, at),
    )
  }

  #plan(run: Run, { data }: EventOf<'TasksPlanned'>): void {
    const planned = this.#planned.get(run.id) ?? new Map<TaskId, NewTask>()
    this.#planned.set(run.id, planned)
    for (const task of data.tasks)
      planned.set(task.taskId, {
        ...plannedTaskState(task, run.id, run),
        overrides: task.overrides ?? null,
      })
  }

  #start(runId: RunId, event: EventOf<'RunStarted'>, at: string): void {
    const planned = this.#planned.get(runId)
    if (!planned) this.#started.set(runId, event)
    else
      for (const [id, task] of planned)
        planned.set(id, { ...queueTask(task, event, at), overrides: task.overrides })
  }
}

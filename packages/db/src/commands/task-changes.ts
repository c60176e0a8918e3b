import type { TaskCommand, TaskId, TaskState } from '@pressrun/events'
import { updateDispatchedTasks, updateSettledTasks, updateTasks } from '../state/tasks.ts'
import type { Statement } from '../transaction.ts'
import type { Change } from '../state/columns.ts'

/** How each task of a transaction has changed, so that no statement writes more columns than it has to. */
export class TaskChanges {
  readonly #kinds = new Map<TaskId, keyof typeof updates>()

  /** A task with several events takes the statement that writes every column. */
  add({ taskId, type }: TaskCommand, events: number): void {
    const isOnly = events === 1 && !this.#kinds.has(taskId)
    this.#kinds.set(taskId, isOnly ? kindOf(type) : 'several')
  }

  statements(changeOf: (id: TaskId) => Change<TaskState>): Statement[] {
    const byKind = Map.groupBy(this.#kinds.keys(), (id) => this.#kinds.get(id))
    return Object.entries(updates).flatMap(([kind, update]) => {
      const ids = byKind.get(kind as keyof typeof updates) ?? []
      return ids.length > 0 ? [update(ids.map(changeOf))] : []
    })
  }
}

const updates = {
  dispatched: updateDispatchedTasks,
  settled: updateSettledTasks,
  several: updateTasks,
}

function kindOf(type: TaskCommand['type']): keyof typeof updates {
  if (type === 'DispatchTask') return 'dispatched'
  return type === 'RecordOutcome' ? 'settled' : 'several'
}

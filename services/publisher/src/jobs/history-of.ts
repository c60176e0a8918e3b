import type { RecordedEvent, TaskId, TaskState } from '@pressrun/events'
import { waitingForDatabase } from './waiting-for-database.ts'

export type TaskHistory = {
  /** The events of a task. */
  readonly history: (taskId: TaskId) => Promise<RecordedEvent[]>
  readonly signal: AbortSignal
}

const decidesNothing: readonly RecordedEvent[] = []

/** The events of a task in doubt. Those of another decide nothing, and are not asked for: few are. */
export const historyOf = (
  task: TaskState,
  { history, signal }: TaskHistory,
): Promise<readonly RecordedEvent[]> | readonly RecordedEvent[] =>
  task.inDoubt ? waitingForDatabase(() => history(task.id), signal) : decidesNothing

import type { RecordedEvent, TaskState } from '@pressrun/events'
import type { Publisher } from './publisher.ts'
import { waitingForDatabase } from './waiting-for-database.ts'

const decidesNothing: readonly RecordedEvent[] = []

/** The events of a task in doubt. Other tasks do not need theirs, so these are not read. */
export const historyOf = (
  task: TaskState,
  { history, signal }: Pick<Publisher, 'history' | 'signal'>,
): Promise<readonly RecordedEvent[]> | readonly RecordedEvent[] =>
  task.inDoubt ? waitingForDatabase(() => history(task.id), signal) : decidesNothing

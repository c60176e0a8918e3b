import type { EventMeta, RunId, TaskId } from '@pressrun/events'

/** A task that is due and whose account has room for it, as the database sees it. */
export type Candidate = {
  readonly taskId: TaskId
  readonly runId: RunId
  /** The meta of its run: project, and the trace to carry on. */
  readonly meta: EventMeta
  /** How many tasks of its run may be on their way at once. */
  readonly concurrency: number
}

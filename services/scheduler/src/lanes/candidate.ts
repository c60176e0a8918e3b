import type { EventMeta, RunId, TaskId } from '@pressrun/events'

/** A task that is due and whose account has room for it, as the database sees it. */
export type Candidate = {
  readonly taskId: TaskId
  readonly runId: RunId
  /** The meta of its run: project, and the trace to carry on. */
  readonly meta: EventMeta
  readonly concurrency: number
  /** Tasks of its run that are on their way already. */
  readonly runInFlight: number
}

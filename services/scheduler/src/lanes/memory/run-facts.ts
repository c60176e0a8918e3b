import type { RunId } from '@pressrun/events'

export type RunFacts = {
  readonly runId: RunId
  /** How many of its tasks may be in flight at once. */
  readonly concurrency: number
  /** It has more tasks than `concurrency`, so that it can be full. */
  readonly mayFill: boolean
}

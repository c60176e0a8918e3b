import type { EventMeta, Instant, TaskId } from '@pressrun/events'
import type { Facts, Lane, Sleep } from './memory/lane.ts'
import type { RunFacts } from './memory/run-facts.ts'
import type { Breaker } from './rules/breaker.ts'

/** A task at the head of a lane's queue. */
export type QueuedTask = {
  readonly taskId: TaskId
  readonly priority: number
  readonly dueAt: Instant
  readonly version: number
  readonly attempt: number
  readonly generation: number
  /** The meta of its run: the project, and the trace to continue. */
  readonly meta: EventMeta
  readonly run: RunFacts
}

/** What was read of a lane's queue, in order, without tasks of runs that are full or send nothing. */
export type QueueHead = {
  readonly tasks: readonly QueuedTask[]
  readonly more: boolean
  /** Full runs whose tasks were skipped, where nothing else is left. */
  readonly fullRuns: readonly RunFacts[]
}

/** The lane's state once its chosen tasks have gone out. */
export type Served = {
  readonly lane: Lane & { readonly facts: Facts }
  readonly out: readonly QueuedTask[]
  readonly virtualTime: number
  readonly next: Sleep | 'ready' | 'idle'
  readonly depth: number
}

export type Plan = {
  readonly served: readonly Served[]
  /** Breakers with a chosen task as their probe. */
  readonly breakers: ReadonlyMap<string, Breaker>
  readonly virtualTime: number
}

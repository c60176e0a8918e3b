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
  /** The meta of its run: the project and the trace to continue. */
  readonly meta: EventMeta
  readonly run: RunFacts
}

/** What was read of a lane's queue: in order, without the tasks of runs that do not send or are full. */
export type QueueHead = {
  readonly tasks: readonly QueuedTask[]
  readonly more: boolean
  /** Full runs whose tasks were passed over, where nothing else is left. */
  readonly fullRuns: readonly RunFacts[]
}

/** How a lane goes on once what is chosen of it has gone out. */
export type Served = {
  readonly lane: Lane & { readonly facts: Facts }
  readonly out: readonly QueuedTask[]
  readonly virtualTime: number
  readonly next: Sleep | 'ready' | 'idle'
  readonly depth: number
}

export type Plan = {
  readonly served: readonly Served[]
  /** Breakers of which a task becomes the probe. */
  readonly breakers: ReadonlyMap<string, Breaker>
  readonly virtualTime: number
}

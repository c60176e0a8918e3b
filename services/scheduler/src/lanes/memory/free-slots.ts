import type { RunId, TaskId } from '@pressrun/events'
import { isDue, freeSlotsBehind, sentAsProbe, type Breaker } from '../rules/breaker.ts'
import type { DispatcherState } from './dispatcher-state.ts'
import type { RunFacts } from './run-facts.ts'

/** The slots of runs and upstreams that are free in one pass. Choosing a task takes them. */
export class FreeSlots {
  readonly #state: DispatcherState
  readonly #now: number
  readonly #inRuns = new Map<RunId, number>()
  readonly #behind = new Map<string, number>()
  #chosen = 0
  /** Breakers whose probe has been chosen. */
  readonly probed = new Map<string, Breaker>()

  constructor(state: DispatcherState, now: number) {
    this.#state = state
    this.#now = now
  }

  breakerOf = (upstream: string): Breaker =>
    this.probed.get(upstream) ?? this.#state.breakerOf(upstream)

  freeSlotsFor(upstream: string): number {
    const here = this.#behind.get(upstream) ?? 0
    return Math.min(
      freeSlotsBehind(this.breakerOf(upstream), this.#now),
      this.#state.unanswered.freeSlotsFor(upstream, this.#now, this.#chosen - here, here),
    )
  }

  hasFreeSlot({ runId, concurrency, mayFill }: RunFacts): boolean {
    if (!mayFill) return true
    const inFlight = this.#state.runs.get(runId)?.tasks ?? 0
    return inFlight + (this.#inRuns.get(runId) ?? 0) < concurrency
  }

  /** For tasks that will be chosen, if there are any. */
  reserve(upstream: string, tasks = 1): void {
    this.#behind.set(upstream, (this.#behind.get(upstream) ?? 0) + tasks)
    this.#chosen += tasks
  }

  occupy(taskId: TaskId, { runId }: RunFacts, upstream: string): void {
    this.#inRuns.set(runId, (this.#inRuns.get(runId) ?? 0) + 1)
    this.reserve(upstream)
    const breaker = this.breakerOf(upstream)
    if (isDue(breaker, this.#now))
      this.probed.set(upstream, sentAsProbe(breaker, taskId, this.#now))
  }
}

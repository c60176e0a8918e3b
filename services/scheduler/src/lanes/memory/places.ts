import type { RunId, TaskId } from '@pressrun/events'
import { isDue, roomBehind, sentAsProbe, type Breaker } from '../rules/breaker.ts'
import type { DispatcherState } from './dispatcher-state.ts'
import type { RunFacts } from './run-facts.ts'

/** The places in runs and behind remotes that are free in one pass. What is chosen takes them. */
export class Places {
  readonly #state: DispatcherState
  readonly #now: number
  readonly #inRuns = new Map<RunId, number>()
  readonly #behind = new Map<string, number>()
  #chosen = 0
  /** Breakers of which a task has become the probe. */
  readonly probed = new Map<string, Breaker>()

  constructor(state: DispatcherState, now: number) {
    this.#state = state
    this.#now = now
  }

  breakerOf = (remote: string): Breaker => this.probed.get(remote) ?? this.#state.breakerOf(remote)

  behind(remote: string): number {
    const here = this.#behind.get(remote) ?? 0
    return Math.min(
      roomBehind(this.breakerOf(remote), this.#now),
      this.#state.answers.roomFor(remote, this.#now, this.#chosen - here, here),
    )
  }

  hasRoom({ runId, concurrency, mayFill }: RunFacts): boolean {
    if (!mayFill) return true
    const inFlight = this.#state.runs.get(runId)?.tasks ?? 0
    return inFlight + (this.#inRuns.get(runId) ?? 0) < concurrency
  }

  /** For tasks that will be chosen, if there are any. */
  reserve(remote: string, tasks = 1): void {
    this.#behind.set(remote, (this.#behind.get(remote) ?? 0) + tasks)
    this.#chosen += tasks
  }

  take(taskId: TaskId, { runId }: RunFacts, remote: string): void {
    this.#inRuns.set(runId, (this.#inRuns.get(runId) ?? 0) + 1)
    this.reserve(remote)
    const breaker = this.breakerOf(remote)
    if (isDue(breaker, this.#now)) this.probed.set(remote, sentAsProbe(breaker, taskId, this.#now))
  }
}

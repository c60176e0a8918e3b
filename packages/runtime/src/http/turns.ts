import { FairQueue, type Flow } from '../fair-queue.ts'

type Task = { readonly begin: () => void }

/**
 * Runs a few tasks in each turn of the event loop: many that arrive at once hold up nothing else. Who asks for much
 * waits for itself, not others for it. One that finds nobody waiting runs at once.
 */
export class Turns {
  readonly #perTurnMax: number
  readonly #mayBegin: (caller: string) => boolean
  readonly #waiting = new FairQueue<Task>()
  #begun = 0

  /** While `mayBegin` says no, nothing of a caller is begun; it is asked again in `proceed`. */
  constructor(perTurnMax: number, mayBegin: (caller: string) => boolean = () => true) {
    this.#perTurnMax = perTurnMax
    this.#mayBegin = mayBegin
  }

  /** Returns what takes the task back, should it still wait. */
  take(flow: Flow, begin: () => void): () => void {
    const task = { begin }
    this.#waiting.add(flow, task)
    this.proceed()
    return () => void this.#waiting.delete(flow, task)
  }

  /** Begins what waits, as far as there is room. */
  proceed(): void {
    while (this.#begun < this.#perTurnMax) {
      const task = this.#waiting.take(this.#mayBegin)
      if (!task) return
      if (this.#begun === 0) setImmediate(() => this.#nextTurn())
      this.#begun += 1
      task.begin()
    }
  }

  #nextTurn(): void {
    this.#begun = 0
    this.proceed()
  }
}

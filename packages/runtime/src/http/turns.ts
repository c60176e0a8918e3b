import { FairQueue, type Flow } from '../fair-queue.ts'

type Task = { readonly begin: () => void }

/**
 * Runs a few tasks in each turn of the event loop: a burst of them blocks nothing else. A caller with many tasks waits
 * for itself, not others for it. A task that finds none waiting runs at once.
 */
export class Turns {
  readonly #perTurnMax: number
  readonly #mayBegin: (caller: string) => boolean
  readonly #waiting = new FairQueue<Task>()
  #begun = 0

  /** While `mayBegin` returns false, nothing of a caller is begun; it is called again in `proceed`. */
  constructor(perTurnMax: number, mayBegin: (caller: string) => boolean = () => true) {
    this.#perTurnMax = perTurnMax
    this.#mayBegin = mayBegin
  }

  /** Returns a function that withdraws the task if it still waits. */
  take(flow: Flow, begin: () => void): () => void {
    const task = { begin }
    this.#waiting.add(flow, task)
    this.proceed()
    return () => void this.#waiting.delete(flow, task)
  }

  /** Begins waiting tasks while there are free slots. */
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

/**
 * Runs a few tasks in each turn of the event loop, in the order they came: many that arrive at once hold up
 * nothing else. One that finds nobody waiting runs at once.
 */
export class Turns {
  readonly #perTurnMax: number
  readonly #mayBegin: () => boolean
  #waiting: (() => void)[] = []
  #begun = 0

  /** While `mayBegin` says no, nothing is begun; it is asked again in `proceed`. */
  constructor(perTurnMax: number, mayBegin: () => boolean = () => true) {
    this.#perTurnMax = perTurnMax
    this.#mayBegin = mayBegin
  }

  /** Returns whether the task ran at once. */
  take(task: () => void): boolean {
    const hasRoom = this.#waiting.length === 0 && this.#hasRoom()
    if (hasRoom) this.#begin(task)
    else this.#waiting.push(task)
    return hasRoom
  }

  /** Begins what waits, as far as there is room. */
  proceed(): void {
    let next = 0
    while (next < this.#waiting.length && this.#hasRoom()) {
      const task = this.#waiting[next] as () => void
      next += 1
      this.#begin(task)
    }
    this.#waiting = this.#waiting.slice(next)
  }

  #hasRoom(): boolean {
    return this.#begun < this.#perTurnMax && this.#mayBegin()
  }

  #begin(task: () => void): void {
    if (this.#begun === 0) setImmediate(() => this.#nextTurn())
    this.#begun += 1
    task()
  }

  #nextTurn(): void {
    this.#begun = 0
    this.proceed()
  }
}

export type Lane = 'known' | 'unknown'

/**
 * Runs a few tasks in each turn of the event loop, in the order they came: many that arrive at once hold up nothing
 * else. Those of the known come before the others. One that finds nobody waiting runs at once.
 */
export class Turns {
  readonly #perTurnMax: number
  readonly #mayBegin: (lane: Lane) => boolean
  readonly #waiting: Record<Lane, (() => void)[]> = { known: [], unknown: [] }
  #begun = 0

  /** While `mayBegin` says no, nothing of a lane is begun; it is asked again in `proceed`. */
  constructor(perTurnMax: number, mayBegin: (lane: Lane) => boolean = () => true) {
    this.#perTurnMax = perTurnMax
    this.#mayBegin = mayBegin
  }

  take(lane: Lane, task: () => void): void {
    if (this.#waiting[lane].length > 0 || !this.#hasRoom(lane)) this.#waiting[lane].push(task)
    else this.#begin(task)
  }

  /** Begins what waits, as far as there is room. */
  proceed(): void {
    this.#proceedWith('known')
    this.#proceedWith('unknown')
  }

  #proceedWith(lane: Lane): void {
    const waiting = this.#waiting[lane]
    let next = 0
    for (let task = waiting[0]; task && this.#hasRoom(lane); task = waiting[next]) {
      next += 1
      this.#begin(task)
    }
    waiting.splice(0, next)
  }

  #hasRoom(lane: Lane): boolean {
    return this.#begun < this.#perTurnMax && this.#mayBegin(lane)
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

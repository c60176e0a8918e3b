export type ByteTurnsLimits = {
  /** Bytes that may be under way at once; one that is larger goes alone. */
  readonly bytesMax: number
  /** Whoever waits longer is sent away. */
  readonly patienceMs: number
}

type Waiting = { readonly bytes: number; readonly begin: () => void }

/** Lets what takes memory have its turn, in the order it came, as long as all that is under way fits. */
export class ByteTurns {
  readonly #limits: ByteTurnsLimits
  #underWay = 0
  #waiting: Waiting[] = []

  constructor(limits: ByteTurnsLimits) {
    this.#limits = limits
  }

  /** Resolves with what ends the turn, which does no harm when called again; undefined when it did not come in time. */
  async take(bytes: number): Promise<(() => void) | undefined> {
    const { promise, resolve } = Promise.withResolvers<boolean>()
    const waiting = { bytes, begin: () => resolve(true) }
    this.#waiting.push(waiting)
    this.#beginNext()
    const timer = setTimeout(() => {
      this.#waiting = this.#waiting.filter((other) => other !== waiting)
      resolve(false)
      this.#beginNext()
    }, this.#limits.patienceMs)
    const came = await promise
    clearTimeout(timer)
    return came ? this.#ending(bytes) : undefined
  }

  #beginNext(): void {
    for (let next = this.#waiting[0]; next && this.#fits(next); next = this.#waiting[0]) {
      this.#waiting.shift()
      this.#underWay += next.bytes
      next.begin()
    }
  }

  #fits({ bytes }: Waiting): boolean {
    return this.#underWay === 0 || this.#underWay + bytes <= this.#limits.bytesMax
  }

  #ending(bytes: number): () => void {
    let isOver = false
    return () => {
      if (isOver) return
      isOver = true
      this.#underWay -= bytes
      this.#beginNext()
    }
  }
}

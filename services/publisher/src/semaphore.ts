export type SemaphoreLimits = {
  readonly max: number
  /** Per key; as many as for all when absent. */
  readonly ofKeyMax?: number
}

type Waiting = { readonly key: string; readonly begin: () => void }

/**
 * At most `max` permits at once, and at most `ofKeyMax` per key. The others wait in order, but none waits for another
 * key's limit.
 */
export class Semaphore {
  readonly #max: number
  readonly #ofKeyMax: number
  readonly #taken = new Map<string, number>()
  #underWay = 0
  #waiting: Waiting[] = []

  constructor({ max, ofKeyMax = max }: SemaphoreLimits) {
    this.#max = max
    this.#ofKeyMax = ofKeyMax
  }

  /** Waits for a permit, which lasts until it is disposed of. Rejects when the signal comes first. */
  async acquire(key: string, signal: AbortSignal): Promise<Disposable> {
    signal.throwIfAborted()
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const waiting = { key, begin: resolve }
    const giveUp = () => {
      this.#waiting = this.#waiting.filter((other) => other !== waiting)
      reject(signal.reason)
    }
    signal.addEventListener('abort', giveUp, { once: true })
    this.#waiting.push(waiting)
    this.#beginNext()
    try {
      await promise
    } finally {
      signal.removeEventListener('abort', giveUp)
    }
    return { [Symbol.dispose]: () => this.#end(key) }
  }

  #beginNext(): void {
    this.#waiting = this.#waiting.filter(({ key, begin }) => {
      const ofKey = this.#taken.get(key) ?? 0
      if (this.#underWay >= this.#max || ofKey >= this.#ofKeyMax) return true
      this.#underWay += 1
      this.#taken.set(key, ofKey + 1)
      begin()
      return false
    })
  }

  #end(key: string): void {
    const ofKey = (this.#taken.get(key) ?? 0) - 1
    if (ofKey > 0) this.#taken.set(key, ofKey)
    else this.#taken.delete(key)
    this.#underWay -= 1
    this.#beginNext()
  }
}

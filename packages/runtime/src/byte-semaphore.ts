type Waiting = { readonly bytes: number; readonly begin: () => void }

/**
 * Grants permits to work that takes memory, in order of arrival, while all that is under way fits into `bytesMax`.
 * Work larger than that runs alone.
 */
export class ByteSemaphore {
  readonly #bytesMax: number
  #underWay = 0
  #waiting: Waiting[] = []

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax
  }

  /**
   * Waits for a permit, which lasts until it is disposed of; disposing twice is harmless. Rejects when the signal
   * comes first.
   */
  async acquire(bytes: number, signal: AbortSignal): Promise<Disposable> {
    signal.throwIfAborted()
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const waiting = { bytes, begin: resolve }
    const giveUp = () => {
      this.#waiting = this.#waiting.filter((other) => other !== waiting)
      reject(signal.reason)
      this.#beginNext()
    }
    signal.addEventListener('abort', giveUp, { once: true })
    this.#waiting.push(waiting)
    this.#beginNext()
    try {
      await promise
    } finally {
      signal.removeEventListener('abort', giveUp)
    }
    return this.#turn(bytes)
  }

  #beginNext(): void {
    for (let next = this.#waiting[0]; next && this.#fits(next); next = this.#waiting[0]) {
      this.#waiting.shift()
      this.#underWay += next.bytes
      next.begin()
    }
  }

  #fits({ bytes }: Waiting): boolean {
    return this.#underWay === 0 || this.#underWay + bytes <= this.#bytesMax
  }

  #turn(bytes: number): Disposable {
    let isOver = false
    return {
      [Symbol.dispose]: () => {
        if (isOver) return
        isOver = true
        this.#underWay -= bytes
        this.#beginNext()
      },
    }
  }
}

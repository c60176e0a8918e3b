/** When a key was first received, and how often in all. Times are of the machine's monotonic clock. */
export type Receipt = { key: string; receivedAtMs: number; times: number; lane?: string }

export type SinkStats = { posts: number; keys: number; duplicates: number }

/** The sink's memory: every key once, in order of its first arrival. */
export class Receipts {
  readonly #byKey = new Map<string, Receipt>()
  readonly #inOrder: Receipt[] = []
  #posts = 0
  #waiting: { keys: number; resolve: () => void }[] = []

  receive(key: string, receivedAtMs: number, lane?: string): void {
    this.#posts += 1
    const known = this.#byKey.get(key)
    if (known !== undefined) {
      known.times += 1
      return
    }
    const receipt = { key, receivedAtMs, times: 1, ...(lane !== undefined && { lane }) }
    this.#byKey.set(key, receipt)
    this.#inOrder.push(receipt)
    if (this.#waiting.length > 0) this.#wake()
  }

  /** Resolves once that many different keys have arrived. */
  reached(keys: number): Promise<void> {
    if (this.#inOrder.length >= keys) return Promise.resolve()
    return new Promise((resolve) => this.#waiting.push({ keys, resolve }))
  }

  from(index: number): Receipt[] {
    return this.#inOrder.slice(index)
  }

  stats(): SinkStats {
    const keys = this.#inOrder.length
    return { posts: this.#posts, keys, duplicates: this.#posts - keys }
  }

  reset(): void {
    this.#byKey.clear()
    this.#inOrder.length = 0
    this.#posts = 0
  }

  #wake(): void {
    const due = this.#waiting.filter((waiter) => this.#inOrder.length >= waiter.keys)
    if (due.length === 0) return
    this.#waiting = this.#waiting.filter((waiter) => !due.includes(waiter))
    for (const waiter of due) waiter.resolve()
  }
}

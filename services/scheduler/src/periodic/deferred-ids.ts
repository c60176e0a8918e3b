/** How long a failed id is left out. */
const deferredMs = 600_000

/** Beyond this, the earliest are forgotten and return sooner. */
const idsMax = 10_000

/** Ids that failed, left out for a while so that repeated failures starve nothing behind them. */
export class DeferredIds {
  readonly #until = new Map<string, number>()

  add(id: string, now: number): void {
    this.#until.delete(id)
    this.#until.set(id, now + deferredMs)
    const [first] = this.#until.keys()
    if (this.#until.size > idsMax && first !== undefined) this.#until.delete(first)
  }

  /** Ends early when the clock was set back. */
  ids(now: number): string[] {
    for (const [id, until] of this.#until)
      if (until <= now || until > now + deferredMs) this.#until.delete(id)
    return [...this.#until.keys()]
  }
}

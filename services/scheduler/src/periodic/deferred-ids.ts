/** How long what failed is left out. */
const deferredMs = 600_000

/** More than that are not remembered: the first of them come again sooner. */
const idsMax = 10_000

/** Those that failed, and are left out for a while: what fails each time starves nobody behind it. */
export class DeferredIds {
  readonly #until = new Map<string, number>()

  add(id: string, now: number): void {
    this.#until.delete(id)
    this.#until.set(id, now + deferredMs)
    const [first] = this.#until.keys()
    if (this.#until.size > idsMax && first !== undefined) this.#until.delete(first)
  }

  /** A clock that was set back ends it. */
  ids(now: number): string[] {
    for (const [id, until] of this.#until)
      if (until <= now || until > now + deferredMs) this.#until.delete(id)
    return [...this.#until.keys()]
  }
}

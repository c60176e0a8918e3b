/** A wake-up can be lost; then this is how long a schedule that is new or was changed may wait. */
const lookAnywayMs = 15_000

/**
 * When schedules are looked at: when the next one is due, when something was said of one, and now and
 * then. `fire` fires what is due and answers when the next is (milliseconds, Infinity: none).
 */
export class FiringAgenda {
  readonly #fire: () => Promise<number>
  readonly #now: () => number
  #nextMs = 0
  #touched = false

  constructor(fire: () => Promise<number>, now: () => number) {
    this.#fire = fire
    this.#now = now
  }

  /** Not before then; milliseconds. */
  get nextMs(): number {
    return this.#touched ? 0 : this.#nextMs
  }

  /** Something was said of a schedule: what is known of the next one may be wrong. */
  touch(): void {
    this.#touched = true
  }

  async fireDue(): Promise<void> {
    if (this.#now() < this.nextMs) return
    this.#touched = false
    // Should this fail, it is tried again: the old instant has passed.
    const nextMs = await this.#fire()
    this.#nextMs = Math.min(nextMs, this.#now() + lookAnywayMs)
  }
}

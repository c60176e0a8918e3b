export type PeriodicTaskOptions<Id> = {
  readonly name: string
  /**
   * Does what there is to do, for the given ids or for all (null), and returns when to go on (milliseconds;
   * Infinity: when notified). An instant of now or earlier asks for the same ids again.
   */
  readonly work: (ids: readonly Id[] | null, now: number) => Promise<number>
  readonly now: () => number
  /** However often it is notified, it is not done again sooner. */
  readonly gapMs?: number
}

/** Notifications can be lost: this is how long it may take to find what they were about. */
export const roundEveryMs = 30_000

/** A periodic task that failed is tried again after this, and not sooner. */
export const failurePauseMs = 5_000

/**
 * Something the scheduler does besides dispatching: when it is due, when it is
 * notified of one of those it looks after, and every 30 s for all of them.
 */
export class PeriodicTask<Id = never> {
  readonly name: string
  readonly #options: PeriodicTaskOptions<Id>
  #notified = new Set<Id>()
  #everything = true
  #doneMs = -Infinity
  #dueMs = -Infinity
  #notBeforeMs = -Infinity

  constructor(options: PeriodicTaskOptions<Id>) {
    this.name = options.name
    this.#options = options
  }

  /** Not before then; milliseconds. */
  get dueMs(): number {
    return Math.max(this.#notBeforeMs, Math.min(this.#dueMs, nextOfAll(this.#doneMs)))
  }

  /** Something happened to this one, or to one of them that is not known. */
  notify(id?: Id): void {
    if (id === undefined) this.#everything = true
    else this.#notified.add(id)
    this.#dueMs = Math.min(this.#dueMs, this.#doneMs + (this.#options.gapMs ?? 0))
  }

  /** Nothing known so far can be relied on: it is due at once, for all of them. */
  restart(): void {
    this.#doneMs = -Infinity
    this.#notBeforeMs = -Infinity
    this.notify()
  }

  /** Throws what its work throws; then it is due again after a pause, for the same ids and new ones. */
  async doIfDue(): Promise<void> {
    const { work, now } = this.#options
    const startedMs = now()
    if (startedMs < this.dueMs) return
    const everything = this.#everything || startedMs >= nextOfAll(this.#doneMs)
    const ids = everything ? null : [...this.#notified]
    this.#notified = new Set()
    this.#everything = false
    this.#dueMs = Infinity
    this.#doneMs = startedMs
    try {
      const againMs = await work(ids, startedMs)
      if (againMs <= startedMs) this.#keepAsked(ids)
      this.#dueMs = Math.min(this.#dueMs, againMs)
    } catch (cause) {
      this.#keepAsked(ids)
      this.#notBeforeMs = startedMs + failurePauseMs
      this.#dueMs = this.#notBeforeMs
      throw cause
    }
  }

  #keepAsked(ids: readonly Id[] | null): void {
    if (ids === null) this.#everything = true
    ids?.forEach((id) => this.#notified.add(id))
  }
}

/** All periodic tasks are due at the same instants: wake-ups that come apart would cost a pass of the dispatcher each. */
const nextOfAll = (doneMs: number) => (Math.floor(doneMs / roundEveryMs) + 1) * roundEveryMs

export type PeriodicTaskOptions<Id> = {
  readonly name: string
  /**
   * Does the work for the given ids or for all (null), and returns when to run next (milliseconds; Infinity: when
   * notified). A returned instant of now or earlier asks for the same ids again.
   */
  readonly work: (ids: readonly Id[] | null, now: number) => Promise<number>
  readonly now: () => number
  /** The least pause between two runs, however often it is notified. */
  readonly gapMs?: number
}

/** Notifications can be lost: this bounds how long their work then waits. */
export const roundEveryMs = 30_000

/** The pause before a failed periodic task runs again. */
export const failurePauseMs = 5_000

/** A scheduler's work besides dispatching: runs when due, when notified of an id, and every 30 s for all ids. */
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

  /** Something changed for this id, or for an unknown one. */
  notify(id?: Id): void {
    if (id === undefined) this.#everything = true
    else this.#notified.add(id)
    this.#dueMs = Math.min(this.#dueMs, this.#doneMs + (this.#options.gapMs ?? 0))
  }

  /** Nothing known so far can be relied on: it is due at once, for all ids. */
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

/** All periodic tasks share their instants: each separate wake-up would cost a pass of the dispatcher. */
const nextOfAll = (doneMs: number) => (Math.floor(doneMs / roundEveryMs) + 1) * roundEveryMs

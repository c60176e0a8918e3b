export type DutyOptions<Id> = {
  readonly name: string
  /**
   * Does what there is to do, of those given or of all when none are, and answers when to go on
   * (milliseconds; Infinity: when something is said). Until then those given stay asked about.
   */
  readonly work: (ids: readonly Id[] | null, now: number) => Promise<number>
  readonly now: () => number
  /** However much is said, it is not done again sooner. */
  readonly gapMs?: number
}

/** What is said can be lost; then this is how long what it told of may take to be found. */
export const lookAnywayMs = 30_000

/** A duty that failed is tried again then, though nothing more is said. */
export const failurePauseMs = 5_000

/**
 * Something the scheduler does besides dispatching: when it is due, when something is said of one of
 * those it looks after, and for all of them now and then.
 */
export class Duty<Id = never> {
  readonly name: string
  readonly #options: DutyOptions<Id>
  #touched = new Set<Id>()
  #everything = true
  #doneMs = -Infinity
  #dueMs = -Infinity

  constructor(options: DutyOptions<Id>) {
    this.name = options.name
    this.#options = options
  }

  /** Not before then; milliseconds. */
  get dueMs(): number {
    return Math.min(this.#dueMs, nextOfAll(this.#doneMs))
  }

  /** Something was said of one of them, or of nobody knows which. */
  touch(id?: Id): void {
    if (id === undefined) this.#everything = true
    else this.#touched.add(id)
    this.#dueMs = Math.min(this.#dueMs, this.#doneMs + (this.#options.gapMs ?? 0))
  }

  /** Nothing of what was known is to be relied on: it is due, for all of them. */
  restart(): void {
    this.#doneMs = -Infinity
    this.touch()
  }

  /** Throws what its work throws; it is due again after a pause then, for the same and more. */
  async doIfDue(): Promise<void> {
    const { work, now } = this.#options
    const startedMs = now()
    if (startedMs < this.dueMs) return
    const everything = this.#everything || startedMs >= nextOfAll(this.#doneMs)
    const ids = everything ? null : [...this.#touched]
    this.#touched = new Set()
    this.#everything = false
    this.#dueMs = Infinity
    this.#doneMs = startedMs
    try {
      const againMs = await work(ids, startedMs)
      if (againMs <= startedMs) this.#keepAsked(ids)
      this.#dueMs = Math.min(this.#dueMs, againMs)
    } catch (cause) {
      this.#keepAsked(ids)
      this.#dueMs = startedMs + failurePauseMs
      throw cause
    }
  }

  #keepAsked(ids: readonly Id[] | null): void {
    if (ids === null) this.#everything = true
    ids?.forEach((id) => this.#touched.add(id))
  }
}

/** All duties look at the same instants: wake-ups that come apart would cost a look at the lanes each. */
const nextOfAll = (doneMs: number) => (Math.floor(doneMs / lookAnywayMs) + 1) * lookAnywayMs

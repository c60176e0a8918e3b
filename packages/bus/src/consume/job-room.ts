/** Room for so many jobs of a process at once; more wait for it in the order in which they came. */
export class JobRoom {
  readonly #max: number
  readonly #waiting: (() => void)[] = []
  #begun = 0
  #expected = 0
  #wake = () => {}

  constructor(max: number) {
    this.#max = max
  }

  /** How many more jobs could begin at once, after all that have arrived. */
  get free(): number {
    return Math.max(0, this.#max - this.#expected)
  }

  /** Runs the job when there is room for it. */
  async run<Result>(job: () => Promise<Result>): Promise<Result> {
    if (this.#begun < this.#max) this.#begun += 1
    else await new Promise<void>((resolve) => this.#waiting.push(resolve))
    try {
      return await job()
    } finally {
      // Who waits takes over the place.
      const next = this.#waiting.shift()
      if (next) next()
      else this.#begun -= 1
    }
  }

  /** Counts jobs that have arrived, until all of them are over. */
  async expect<Result>(jobs: number, work: () => Promise<Result>): Promise<Result> {
    this.#expected += jobs
    try {
      return await work()
    } finally {
      this.#expected -= jobs
      this.#wake()
    }
  }

  /** Resolves when there is some room, at the signal at the latest. */
  async someFree(signal: AbortSignal): Promise<void> {
    const stop = () => this.#wake()
    signal.addEventListener('abort', stop, { once: true })
    while (this.free === 0 && !signal.aborted)
      await new Promise<void>((resolve) => (this.#wake = resolve))
    signal.removeEventListener('abort', stop)
  }
}

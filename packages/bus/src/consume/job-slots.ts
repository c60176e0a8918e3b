export type JobSlotsOptions = {
  /** Jobs under way at once while the process is busy. */
  readonly max: number
  /** The maximum while it is idle, as most of them wait for others. */
  readonly waitingMax: number
  /** Whether the process had idle time since the last call. */
  readonly isIdle: () => boolean
}

/** Jobs that have arrived together. */
export type Arrived = Disposable & {
  /** Runs one of them when there is a free slot. */
  readonly run: <Result>(job: () => Promise<Result>) => Promise<Result>
}

/** How often slots may be added when all are taken, and how many. */
const growthMs = 100
const growthPlaces = 250

/**
 * Slots for so many jobs of a process at once; more wait in their order. Jobs that only wait for a response leave the
 * process idle: then slots are added, so that others need not wait for them. They are removed again as jobs end.
 */
export class JobSlots implements Disposable {
  readonly #options: JobSlotsOptions
  readonly #waiting: (() => void)[] = []
  #places: number
  #growth: NodeJS.Timeout | undefined
  #begun = 0
  #expected = 0
  #wake = () => {}

  constructor(options: JobSlotsOptions) {
    this.#options = options
    this.#places = options.max
  }

  [Symbol.dispose](): void {
    this.#stopGrowing()
  }

  /** How many more jobs could begin at once, after all that have arrived. */
  get free(): number {
    return Math.max(0, this.#places - this.#expected)
  }

  /** Counts arrived jobs, each until it has run or is dropped. */
  expect(jobs: number): Arrived {
    let left = jobs
    this.#expected += jobs
    this.#growWhenFull()
    return {
      run: (job) => {
        left -= 1
        return this.#run(job)
      },
      [Symbol.dispose]: () => {
        this.#expected -= left
        left = 0
        this.#fill()
      },
    }
  }

  async #run<Result>(job: () => Promise<Result>): Promise<Result> {
    if (this.#begun < this.#places) this.#begun += 1
    else await new Promise<void>((resolve) => this.#waiting.push(resolve))
    try {
      return await job()
    } finally {
      this.#begun -= 1
      this.#expected -= 1
      this.#shrink()
      this.#fill()
    }
  }

  /** Resolves when there is a free slot, at the signal at the latest. */
  async someFree(signal: AbortSignal): Promise<void> {
    const stop = () => this.#wake()
    signal.addEventListener('abort', stop, { once: true })
    while (this.free === 0 && !signal.aborted)
      await new Promise<void>((resolve) => (this.#wake = resolve))
    signal.removeEventListener('abort', stop)
  }

  get #isFull(): boolean {
    return this.#expected >= this.#places
  }

  #growWhenFull(): void {
    const { max, waitingMax, isIdle } = this.#options
    if (waitingMax <= max || !this.#isFull || this.#growth) return
    isIdle()
    this.#growth = setInterval(() => this.#grow(), growthMs)
  }

  #grow(): void {
    if (!this.#isFull) return this.#stopGrowing()
    if (!this.#options.isIdle()) return
    this.#places = Math.min(this.#options.waitingMax, this.#places + growthPlaces)
    this.#fill()
  }

  /** Each ended job takes a slot with it; when the expected jobs fit into `max`, all additional slots go at once. */
  #shrink(): void {
    const { max } = this.#options
    this.#places = this.#expected < max ? max : Math.max(max, this.#places - 1)
  }

  #stopGrowing(): void {
    clearInterval(this.#growth)
    this.#growth = undefined
  }

  #fill(): void {
    while (this.#begun < this.#places) {
      const next = this.#waiting.shift()
      if (!next) break
      this.#begun += 1
      next()
    }
    if (this.free > 0) this.#wake()
  }
}

import type { Chunk } from '@pressrun/events'
import type { LogSession } from './log-source.ts'

/** More rows than this are read from the log like all others: the relay is behind. */
const offeredMax = 512

/**
 * Rows that a process has appended itself, offered to the relay that it runs: those that come next are copied without
 * being awaited and read back. All others are read from the log as ever.
 */
export class RelayOffers {
  #rows: Chunk[] = []
  #isTaken = false
  #wake = () => {}

  /** Rows of one commit. */
  offer(rows: readonly Chunk[]): void {
    if (!this.#isTaken) return
    this.#rows = this.#rows.length + rows.length > offeredMax ? [] : [...this.#rows, ...rows]
    this.#wake()
  }

  /** The log of a session, with the rows offered while it lasts. */
  over(log: LogSession): LogSession {
    this.#isTaken = true
    return {
      head: log.head,
      check: log.check,
      read: (afterSeq, limit) => {
        const next = this.#takeNext(afterSeq, limit)
        return next.length > 0 ? Promise.resolve(next) : log.read(afterSeq, limit)
      },
      grown: (maxWaitMs, signal) => this.#grown(log, maxWaitMs, signal),
      [Symbol.asyncDispose]: () => {
        this.#isTaken = false
        this.#rows = []
        return log[Symbol.asyncDispose]()
      },
    }
  }

  #takeNext(afterSeq: number, limit: number): Chunk[] {
    const rows = this.#rows.filter(({ seq }) => seq > afterSeq)
    const next = rows.filter(({ seq }, i) => seq === afterSeq + 1 + i).slice(0, limit)
    this.#rows = rows.slice(next.length)
    return next
  }

  async #grown(log: LogSession, maxWaitMs: number, signal: AbortSignal): Promise<boolean> {
    const offered = new AbortController()
    this.#wake = () => offered.abort()
    try {
      if (this.#rows.length > 0) return true
      const hasGrown = await log.grown(maxWaitMs, AbortSignal.any([signal, offered.signal]))
      return hasGrown || offered.signal.aborted
    } finally {
      this.#wake = () => {}
    }
  }
}

import type { TaskId } from '@pressrun/events'

/** Attempts to all upstreams that may all hang: three quarters of what a busy publisher takes on. */
export const unansweredMax = 750

/** An upstream that answers has places beyond that. */
const respondingMax = 100

/** How long its word is good, and how long it may take to answer before it counts as one that hangs. */
const respondedWithinMs = 3_600_000
const patienceMs = 5_000

/** How many upstreams are known as ones that answer: those that did last. */
const upstreamsMax = 10_000

/**
 * What upstreams have left unanswered. A publisher has places for so many jobs, and a host that hangs keeps each of
 * its own for as long as an attempt may take: those that answer would wait behind them.
 */
export class UnansweredAttempts {
  /** Attempts on their way that went out since the last answer of their upstream, the oldest first, with when. */
  readonly #unanswered = new Map<string, Map<TaskId, number>>()
  /** When an upstream answered last; those that did the longest ago come first. */
  readonly #answeredAt = new Map<string, number>()
  #total = 0

  begin(upstream: string, taskId: TaskId, at: number): void {
    const unanswered = this.#unanswered.get(upstream)
    if (unanswered) unanswered.set(taskId, at)
    else this.#unanswered.set(upstream, new Map([[taskId, at]]))
    this.#total += 1
  }

  /** The attempt is over, answered or not. */
  end(upstream: string, taskId: TaskId): void {
    const unanswered = this.#unanswered.get(upstream)
    if (!unanswered?.delete(taskId)) return
    this.#total -= 1
    if (unanswered.size === 0) this.#unanswered.delete(upstream)
  }

  /** It works: what else it was sent is no reason for doubt. */
  answered(upstream: string, at: number): void {
    this.#total -= this.#unanswered.get(upstream)?.size ?? 0
    this.#unanswered.delete(upstream)
    this.#answeredAt.delete(upstream)
    this.#answeredAt.set(upstream, at)
    const [oldest] = this.#answeredAt.keys()
    if (this.#answeredAt.size > upstreamsMax && oldest !== undefined)
      this.#answeredAt.delete(oldest)
  }

  /** How many more attempts may go to an upstream, when `more` have been chosen for others, and `here` for it. */
  freeSlotsFor(upstream: string, now: number, more = 0, here = 0): number {
    const slots = unansweredMax - this.#total - more - here
    const unanswered = this.#unanswered.get(upstream)
    const [oldest = now] = unanswered?.values() ?? []
    const isResponding =
      now - (this.#answeredAt.get(upstream) ?? -Infinity) <= respondedWithinMs &&
      now - oldest <= patienceMs
    return Math.max(0, slots, isResponding ? respondingMax - here - (unanswered?.size ?? 0) : 0)
  }
}

import type { TaskId } from '@pressrun/events'

/** Attempts to all upstreams that may all hang: three quarters of what a busy publisher takes on. */
export const unansweredMax = 750

/** Extra attempts for an upstream that answers. */
const respondingMax = 100

/** How long an answer counts as proof, and how long one may take before the upstream counts as hanging. */
const respondedWithinMs = 3_600_000
const patienceMs = 5_000

/** How many responding upstreams are remembered: those that answered last. */
const upstreamsMax = 10_000

/**
 * The attempts that upstreams have left unanswered. A publisher has a limited number of job slots, and a hanging host
 * occupies one per attempt for as long as an attempt may take: attempts to responding hosts would wait behind them.
 */
export class UnansweredAttempts {
  /** Attempts in flight since the last answer of their upstream, the oldest first, with their time. */
  readonly #unanswered = new Map<string, Map<TaskId, number>>()
  /** When each upstream answered last; the earliest come first. */
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

  /** It responds, so its other attempts are no longer in doubt. */
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

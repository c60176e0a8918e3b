import type { TaskId } from '@pressrun/events'

/** Attempts to all remotes that may all hang: three quarters of what a busy publisher takes on. */
export const unansweredMax = 750

/** A remote that answers has places beyond that. */
const answeringMax = 100

/** How long its word is good, and how long it may take to answer before it counts as one that hangs. */
const rememberedMs = 3_600_000
const patienceMs = 5_000

/** How many remotes are known as ones that answer: those that did last. */
const remotesMax = 10_000

/**
 * What remotes have left unanswered. A publisher has places for so many jobs, and a host that hangs keeps each of
 * its own for as long as an attempt may take: those that answer would wait behind them.
 */
export class Answers {
  /** Attempts on their way that went out since the last answer of their remote, the oldest first, with when. */
  readonly #unanswered = new Map<string, Map<TaskId, number>>()
  /** When a remote answered last; those that did the longest ago come first. */
  readonly #answeredAt = new Map<string, number>()
  #total = 0

  begin(remote: string, taskId: TaskId, at: number): void {
    const unanswered = this.#unanswered.get(remote)
    if (unanswered) unanswered.set(taskId, at)
    else this.#unanswered.set(remote, new Map([[taskId, at]]))
    this.#total += 1
  }

  /** The attempt is over, answered or not. */
  end(remote: string, taskId: TaskId): void {
    const unanswered = this.#unanswered.get(remote)
    if (!unanswered?.delete(taskId)) return
    this.#total -= 1
    if (unanswered.size === 0) this.#unanswered.delete(remote)
  }

  /** It works: what else it was sent is no reason for doubt. */
  answered(remote: string, at: number): void {
    this.#total -= this.#unanswered.get(remote)?.size ?? 0
    this.#unanswered.delete(remote)
    this.#answeredAt.delete(remote)
    this.#answeredAt.set(remote, at)
    const [oldest] = this.#answeredAt.keys()
    if (this.#answeredAt.size > remotesMax && oldest !== undefined) this.#answeredAt.delete(oldest)
  }

  /** How many more attempts may go to a remote, when `more` have been chosen for others, and `here` for it. */
  roomFor(remote: string, now: number, more = 0, here = 0): number {
    const room = unansweredMax - this.#total - more - here
    const unanswered = this.#unanswered.get(remote)
    const [oldest = now] = unanswered?.values() ?? []
    const answersLately =
      now - (this.#answeredAt.get(remote) ?? -Infinity) <= rememberedMs &&
      now - oldest <= patienceMs
    return Math.max(0, room, answersLately ? answeringMax - here - (unanswered?.size ?? 0) : 0)
  }
}

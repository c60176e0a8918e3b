import { isDatabaseFault } from '@pressrun/db'
import { pause } from '@pressrun/runtime'
import type { Alarm } from '../alarm.ts'
import type { PeriodicTask } from './periodic-task.ts'

export type PeriodicRoundsOptions = {
  readonly periodic: readonly Pick<PeriodicTask, 'name' | 'dueMs' | 'restart' | 'doIfDue'>[]
  /** Rings when a round is over: only then is the next due time known. */
  readonly alarm: Alarm
  readonly now: () => number
  /** Called with what interrupted a round, or one periodic task of it. */
  readonly failed: (cause: unknown, task?: string) => void
  readonly signal: AbortSignal
}

const retryAfterMs = 1_000

/**
 * Runs the periodic tasks that are due, one after the other, beside the passes: a task that may go out does not wait
 * until runs are completed and schedules are fired. One round at a time.
 */
export class PeriodicRounds {
  readonly #options: PeriodicRoundsOptions
  #underWay: Promise<void> | undefined

  constructor(options: PeriodicRoundsOptions) {
    this.#options = options
  }

  /** When the next round is due; milliseconds. Infinity during one, as its end rings. */
  get dueMs(): number {
    return this.#underWay ? Infinity : Math.min(...this.#options.periodic.map(({ dueMs }) => dueMs))
  }

  /** Begins a round, if one is due. */
  beginIfDue(): void {
    if (this.dueMs > this.#options.now()) return
    this.#underWay = this.#round().finally(() => {
      this.#underWay = undefined
      this.#options.alarm.ring()
    })
  }

  /** Nothing known so far can be relied on: all periodic tasks are due, for all ids. */
  restart(): void {
    for (const task of this.#options.periodic) task.restart()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#underWay
  }

  /** A failure stops no other task, unless the database is away. */
  async #round(): Promise<void> {
    const { periodic, failed, signal } = this.#options
    for (const task of periodic)
      try {
        await task.doIfDue()
      } catch (cause) {
        if (signal.aborted) return
        if (!isDatabaseFault(cause)) {
          failed(cause, task.name)
          continue
        }
        failed(cause)
        this.restart()
        await pause(retryAfterMs, signal)
        return
      }
  }
}

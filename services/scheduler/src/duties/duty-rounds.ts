import { isDatabaseFault } from '@pressrun/db'
import { pause } from '@pressrun/runtime'
import type { Alarm } from '../alarm.ts'
import type { Duty } from './duty.ts'

export type DutyRoundsOptions = {
  readonly duties: readonly Pick<Duty, 'name' | 'dueMs' | 'restart' | 'doIfDue'>[]
  /** Rings when a round is over: what is due next is known only then. */
  readonly alarm: Alarm
  readonly now: () => number
  /** Called with what interrupted a round, or one duty of it. */
  readonly failed: (cause: unknown, duty?: string) => void
  readonly signal: AbortSignal
}

const retryAfterMs = 1_000

/**
 * Does the duties that are due one after the other, beside the passes: a task that may go out does not wait until
 * runs are completed and schedules are fired. One round at a time.
 */
export class DutyRounds {
  readonly #options: DutyRoundsOptions
  #underWay: Promise<void> | undefined

  constructor(options: DutyRoundsOptions) {
    this.#options = options
  }

  /** When a round is to be begun; milliseconds. Infinity while one is under way, as its end rings. */
  get dueMs(): number {
    return this.#underWay ? Infinity : Math.min(...this.#options.duties.map(({ dueMs }) => dueMs))
  }

  /** Begins a round, if one is due. */
  beginIfDue(): void {
    if (this.dueMs > this.#options.now()) return
    this.#underWay = this.#round().finally(() => {
      this.#underWay = undefined
      this.#options.alarm.ring()
    })
  }

  /** Nothing known so far can be relied on: all of them are due, for everything they look after. */
  restart(): void {
    for (const duty of this.#options.duties) duty.restart()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#underWay
  }

  /** One that fails stops no other, unless the database is away. */
  async #round(): Promise<void> {
    const { duties, failed, signal } = this.#options
    for (const duty of duties)
      try {
        await duty.doIfDue()
      } catch (cause) {
        if (signal.aborted) return
        if (!isDatabaseFault(cause)) {
          failed(cause, duty.name)
          continue
        }
        failed(cause)
        this.restart()
        await pause(retryAfterMs, signal)
        return
      }
  }
}

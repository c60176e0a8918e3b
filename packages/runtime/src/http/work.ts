import type { ServerResponse } from 'node:http'
import { AbandonedWork } from './abandoned-work.ts'
import type { HttpLimits } from './http-limits.ts'

/** All unknown callers count as one. */
export const strangers = ''

/** The requests being handled, in limited numbers. */
export class Work {
  readonly #strangersMax: number
  readonly #abandoned: AbandonedWork
  readonly #ofStrangers = new Set<ServerResponse>()

  constructor({ strangersMax, abandonedMax }: HttpLimits) {
    this.#strangersMax = strangersMax
    this.#abandoned = new AbandonedWork(abandonedMax)
  }

  hasRoom(caller: string): boolean {
    if (!this.#abandoned.hasRoom(caller)) return false
    if (caller !== strangers || this.#ofStrangers.size < this.#strangersMax) return true
    for (const response of this.#ofStrangers)
      if (this.#isOver(response)) this.#ofStrangers.delete(response)
    return this.#ofStrangers.size < this.#strangersMax
  }

  begin(response: ServerResponse, caller: string): void {
    if (caller === strangers) this.#ofStrangers.add(response)
  }

  abandon(response: ServerResponse, caller: string, now: number): void {
    this.#abandoned.add(response, caller, now)
  }

  /** Forgets finished work. */
  sweep(now: number): void {
    this.#abandoned.sweep(now)
  }

  /** Whether its client has read the response is another matter. */
  #isOver(response: ServerResponse): boolean {
    return response.writableEnded || (response.destroyed && !this.#abandoned.has(response))
  }
}

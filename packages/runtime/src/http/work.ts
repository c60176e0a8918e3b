import type { ServerResponse } from 'node:http'
import { AbandonedWork } from './abandoned-work.ts'
import type { HttpLimits } from './http-limits.ts'
import type { Lane } from './turns.ts'

/** What is worked on, as far as there may not be any amount of it. */
export class Work {
  readonly #strangersMax: number
  readonly #abandoned: AbandonedWork
  readonly #strangers = new Set<ServerResponse>()

  constructor({ strangersMax, abandonedMax }: HttpLimits) {
    this.#strangersMax = strangersMax
    this.#abandoned = new AbandonedWork(abandonedMax)
  }

  hasRoom(lane: Lane): boolean {
    if (!this.#abandoned.hasRoom()) return false
    if (lane === 'known' || this.#strangers.size < this.#strangersMax) return true
    for (const response of this.#strangers)
      if (this.#isOver(response)) this.#strangers.delete(response)
    return this.#strangers.size < this.#strangersMax
  }

  begin(response: ServerResponse, lane: Lane): void {
    if (lane === 'unknown') this.#strangers.add(response)
  }

  abandon(response: ServerResponse, now: number): void {
    this.#abandoned.add(response, now)
  }

  /** Forgets what is over. */
  sweep(now: number): void {
    this.#abandoned.sweep(now)
  }

  /** Whether its client has read the response is another matter. */
  #isOver(response: ServerResponse): boolean {
    return response.writableEnded || (response.destroyed && !this.#abandoned.has(response))
  }
}

import type { ServerResponse } from 'node:http'

/** Longer than any handler goes on after its client has left. */
const endsWithinMs = 15_000

/**
 * Requests whose clients left before they were answered: their work goes on, so that clients who come and go could
 * heap up any amount of it.
 */
export class AbandonedWork {
  readonly #max: number
  readonly #since = new Map<ServerResponse, number>()

  constructor(max: number) {
    this.#max = max
  }

  hasRoom(): boolean {
    return this.#since.size < this.#max
  }

  has(response: ServerResponse): boolean {
    return this.#since.has(response)
  }

  add(response: ServerResponse, now: number): void {
    if (!response.writableEnded) this.#since.set(response, now)
  }

  /** Forgets what is over. */
  sweep(now: number): void {
    for (const [response, since] of this.#since)
      if (response.writableEnded || now - since > endsWithinMs) this.#since.delete(response)
  }
}

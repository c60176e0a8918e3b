import type { ServerResponse } from 'node:http'

/** Longer than any handler goes on after its client has left. */
const endsWithinMs = 15_000

type Abandoned = { readonly caller: string; readonly since: number }

/**
 * Requests whose clients left before the response: their work goes on, so clients that come and go could pile up any
 * amount of it. The abandoned work of one caller must not make others wait.
 */
export class AbandonedWork {
  readonly #maxOfEach: number
  readonly #abandoned = new Map<ServerResponse, Abandoned>()
  readonly #counts = new Map<string, number>()

  constructor(maxOfEach: number) {
    this.#maxOfEach = maxOfEach
  }

  hasRoom(caller: string): boolean {
    return (this.#counts.get(caller) ?? 0) < this.#maxOfEach
  }

  has(response: ServerResponse): boolean {
    return this.#abandoned.has(response)
  }

  add(response: ServerResponse, caller: string, now: number): void {
    if (response.writableEnded || this.#abandoned.has(response)) return
    this.#abandoned.set(response, { caller, since: now })
    this.#counts.set(caller, (this.#counts.get(caller) ?? 0) + 1)
  }

  /** Forgets finished work. */
  sweep(now: number): void {
    for (const [response, { caller, since }] of this.#abandoned)
      if (response.writableEnded || now - since > endsWithinMs) this.#forget(response, caller)
  }

  #forget(response: ServerResponse, caller: string): void {
    this.#abandoned.delete(response)
    const left = (this.#counts.get(caller) ?? 0) - 1
    if (left > 0) this.#counts.set(caller, left)
    else this.#counts.delete(caller)
  }
}

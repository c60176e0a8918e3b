import { setTimeout as wait } from 'node:timers/promises'

/** Work after its request, until everything ends. */
export class Later {
  readonly #ending = new AbortController()
  readonly #waiting = new Set<Promise<void>>()
  #hurry = new AbortController()

  async run(afterMs: number, act: () => unknown): Promise<void> {
    const running = this.#run(afterMs, act)
    this.#waiting.add(running)
    await running
    this.#waiting.delete(running)
  }

  /** Resolves when nothing is left to happen. */
  async settled(): Promise<void> {
    while (this.#waiting.size > 0) await Promise.all(this.#waiting)
  }

  /** Runs all of it now. */
  async settle(): Promise<void> {
    this.#hurry.abort()
    this.#hurry = new AbortController()
    await this.settled()
  }

  end(): void {
    this.#ending.abort()
  }

  async #run(afterMs: number, act: () => unknown): Promise<void> {
    const signal = AbortSignal.any([this.#ending.signal, this.#hurry.signal])
    await wait(afterMs, undefined, { signal }).catch(() => undefined)
    if (!this.#ending.signal.aborted) act()
  }
}

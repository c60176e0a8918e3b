import { setTimeout as wait } from 'node:timers/promises'

/** What happens after its request, until everything ends. */
export class Later {
  readonly #ending = new AbortController()
  readonly #waiting = new Set<Promise<void>>()

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

  end(): void {
    this.#ending.abort()
  }

  async #run(afterMs: number, act: () => unknown): Promise<void> {
    const { signal } = this.#ending
    await wait(afterMs, undefined, { signal }).catch(() => undefined)
    if (!signal.aborted) act()
  }
}

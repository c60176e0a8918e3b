/** A wake-up signal with any number of ringers, which may ring at any time, also while nothing waits. */
export class Alarm {
  #rings = 0
  #wake = () => {}

  ring(): void {
    this.#rings += 1
    this.#wake()
  }

  /**
   * Resolves when it rings or has rung since the last wait, after `maxMs`, or on abort; returns how
   * often it has rung since.
   */
  async wait(maxMs: number, signal: AbortSignal): Promise<number> {
    if (this.#rings === 0 && !signal.aborted && maxMs > 0) await this.#ringing(maxMs, signal)
    const rings = this.#rings
    this.#rings = 0
    return rings
  }

  #ringing(maxMs: number, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, maxMs)
    // Taken off again: the signal lives as long as the process and would keep one for every wait.
    const give = () => resolve()
    signal.addEventListener('abort', give)
    this.#wake = resolve
    return promise.finally(() => {
      clearTimeout(timer)
      signal.removeEventListener('abort', give)
      this.#wake = () => {}
    })
  }
}

import type { JsMsg } from '@nats-io/jetstream'

/**
 * Messages that have arrived and wait for their reader. The client's own iterator cannot say how
 * many wait, and it goes on fetching however far its reader is behind.
 */
export class Inbox {
  #messages: JsMsg[] = []
  #wake = () => {}
  #closed = false

  /** How many wait. */
  get size(): number {
    return this.#messages.length
  }

  add(message: JsMsg): void {
    this.#messages.push(message)
    this.#wake()
  }

  /** Nothing more will come: readers get what is left, then nothing. */
  close(): void {
    this.#closed = true
    this.#wake()
  }

  /** What has arrived, `max` at most; waits when nothing has; empty only after the end. */
  async take(max: number): Promise<readonly JsMsg[]> {
    while (this.#messages.length === 0 && !this.#closed)
      await new Promise<void>((resolve) => (this.#wake = resolve))
    return this.#messages.splice(0, max)
  }
}

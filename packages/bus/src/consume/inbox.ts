import type { JsMsg } from '@nats-io/jetstream'

/**
 * Messages that have arrived and wait for their reader. The client's own iterator cannot count the waiting ones, and
 * it goes on fetching however far its reader is behind.
 */
export class Inbox {
  #messages: JsMsg[] = []
  #bytes = 0
  #wake = () => {}
  #closed = false

  /** The total size of the waiting messages. */
  get bytes(): number {
    return this.#bytes
  }

  add(message: JsMsg): void {
    this.#messages.push(message)
    this.#bytes += message.data.length
    this.#wake()
  }

  /** Nothing more will come: readers get what is left, then nothing. */
  close(): void {
    this.#closed = true
    this.#wake()
  }

  /** The arrived messages, `max` at most; waits when there are none; empty only after the end. */
  async take(max: number): Promise<readonly JsMsg[]> {
    while (this.#messages.length === 0 && !this.#closed)
      await new Promise<void>((resolve) => (this.#wake = resolve))
    const taken = this.#messages.splice(0, max)
    for (const { data } of taken) this.#bytes -= data.length
    return taken
  }
}

import { findRevokedKeys } from '@pressrun/vault'
import { type Database } from '@pressrun/db'
import type { ApiKeyId } from '@pressrun/events'
import type { Logger } from '@pressrun/runtime'
import { inNoCall } from '../http/call.ts'
import type { EventStream } from './event-stream.ts'

/** How long a stream may outlive its key. Keys are not checked while no stream is open. */
const askEveryMs = 1_000

/** The open streams, each with the key it was opened with: a stream ends when its key is revoked. */
export class OpenStreams implements Disposable {
  readonly #database: Database
  readonly #log: Logger
  readonly #keys = new Map<EventStream, ApiKeyId>()
  #timer: NodeJS.Timeout | undefined
  #isOver = false

  constructor({ database, log }: { database: Database; log: Logger }) {
    this.#database = database
    this.#log = log
  }

  get size(): number {
    return this.#keys.size
  }

  add(stream: EventStream, apiKeyId: ApiKeyId): void {
    if (this.#isOver) return stream.end()
    this.#keys.set(stream, apiKeyId)
    stream.onClosed(() => this.#keys.delete(stream))
    this.#askSoon()
  }

  endAll(): void {
    for (const stream of this.#keys.keys()) stream.end()
  }

  #askSoon(): void {
    this.#timer ??= setTimeout(() => void inNoCall(() => this.#ask()), askEveryMs)
  }

  async #ask(): Promise<void> {
    try {
      const revoked = new Set(
        await findRevokedKeys(this.#database, [...new Set(this.#keys.values())]),
      )
      for (const [stream, id] of this.#keys) if (revoked.has(id)) stream.end()
    } catch (cause) {
      // Without the database the log does not grow either, so a revoked key sees nothing new.
      this.#log.debug({ err: cause }, 'the keys of open streams could not be asked for')
    }
    this.#timer = undefined
    if (this.#keys.size > 0 && !this.#isOver) this.#askSoon()
  }

  [Symbol.dispose](): void {
    this.#isOver = true
    clearTimeout(this.#timer)
    this.#keys.clear()
  }
}

import { once } from 'node:events'
import { Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'

/**
 * Long enough for statements that are nearly done, short enough for a process that has to end: neither a server that
 * hangs nor a lock that is held must force it to be killed.
 */
const endsWithinMs = 2_000

/** The sockets of a pool. Ending the pool alone neither waits until they are closed nor closes them by force. */
export class PoolSockets {
  readonly #open = new Set<Socket>()

  /** What the pool connects with. */
  readonly connect = (): Socket => {
    const socket = new Socket()
    this.#open.add(socket)
    return socket.once('close', () => this.#open.delete(socket))
  }

  /** Ends the pool in order where that finishes; else what is under way fails. */
  async end(pool: pg.Pool): Promise<void> {
    const waiting = new AbortController()
    const closeAll = () => this.#open.forEach((socket) => socket.destroy())
    const late = pause(endsWithinMs, undefined, { signal: waiting.signal }).then(closeAll)
    try {
      await pool.end()
      await Promise.all([...this.#open].map((socket) => once(socket, 'close').catch(() => {})))
    } finally {
      waiting.abort()
      await late.catch(() => {})
    }
  }
}

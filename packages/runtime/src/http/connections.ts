import type { Socket } from 'node:net'
import { unreadBytes, type Connection } from './connection.ts'

/**
 * The connections of a server. One is busy from its request on until its client has read the response; the others are
 * idle, the one first that has been so for longest.
 */
export class Connections {
  readonly #bySocket = new Map<Socket, Connection>()
  readonly #idle = new Set<Connection>()
  readonly #busy = new Set<Connection>()

  get size(): number {
    return this.#bySocket.size
  }

  get busy(): ReadonlySet<Connection> {
    return this.#busy
  }

  find(socket: Socket): Connection | undefined {
    return this.#bySocket.get(socket)
  }

  add(socket: Socket): void {
    const connection: Connection = {
      socket,
      current: undefined,
      isHandled: false,
      pipelined: [],
      unreadSince: undefined,
    }
    this.#bySocket.set(socket, connection)
    this.#idle.add(connection)
  }

  remove(connection: Connection): void {
    this.#bySocket.delete(connection.socket)
    this.#idle.delete(connection)
    this.#busy.delete(connection)
  }

  setBusy(connection: Connection): void {
    this.#idle.delete(connection)
    this.#busy.add(connection)
  }

  setIdle(connection: Connection): void {
    connection.unreadSince = undefined
    this.#busy.delete(connection)
    this.#idle.add(connection)
  }

  /** The one to close for a new one: who asks nothing, else who does not read, else the new one itself. */
  leastMissed(): Connection | undefined {
    const [idle, newer] = this.#idle
    return newer ? idle : (this.slowReaders()[0] ?? idle)
  }

  /** Those whose clients were seen not to read, the one first that has not for longest. */
  slowReaders(): Connection[] {
    return [...this.#busy]
      .filter(({ unreadSince }) => unreadSince !== undefined)
      .toSorted((a, b) => (a.unreadSince ?? 0) - (b.unreadSince ?? 0))
  }

  /** Notes who does not read; returns the bytes that are unread in all. */
  noteSlowReaders(now: number): number {
    let unread = 0
    for (const connection of this.#busy) {
      const bytes = unreadBytes(connection)
      connection.unreadSince = bytes === 0 ? undefined : (connection.unreadSince ?? now)
      unread += bytes
    }
    return unread
  }
}

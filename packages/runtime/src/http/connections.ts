import type { Socket } from 'node:net'
import { FairQueue } from '../fair-queue.ts'
import { unreadBytes, type Connection, type Exchange } from './connection.ts'
import { leastMissed } from './least-missed.ts'

/**
 * The connections of a server. One is busy from its request until its client has read the response; the others are
 * idle, the longest idle first.
 */
export class Connections {
  readonly #bySocket = new Map<Socket, Connection>()
  readonly #idle = new Set<Connection>()
  readonly #busy = new Set<Connection>()
  readonly #byFlow = new FairQueue<Connection>()

  get size(): number {
    return this.#bySocket.size
  }

  get busy(): ReadonlySet<Connection> {
    return this.#busy
  }

  find(socket: Socket): Connection | undefined {
    return this.#bySocket.get(socket)
  }

  add(socket: Socket): Connection {
    const connection: Connection = {
      socket,
      current: undefined,
      isHandled: false,
      takeBack: () => {},
      pipelined: [],
      unreadSince: undefined,
    }
    this.#bySocket.set(socket, connection)
    this.#idle.add(connection)
    return connection
  }

  remove(connection: Connection): void {
    this.#bySocket.delete(connection.socket)
    this.#setOver(connection)
    this.#idle.delete(connection)
  }

  setBusy(connection: Connection, exchange: Exchange): void {
    this.#setOver(connection)
    this.#idle.delete(connection)
    connection.current = exchange
    this.#busy.add(connection)
    this.#byFlow.add(exchange.flow, connection)
  }

  setIdle(connection: Connection): void {
    this.#setOver(connection)
    connection.unreadSince = undefined
    connection.current = undefined
    this.#idle.add(connection)
  }

  /** The one to close for a new one. */
  leastMissed(): Connection | undefined {
    return leastMissed(this.#idle, this.#byFlow)
  }

  /** Connections whose clients do not read, the one that has not for longest first. */
  slowReaders(): Connection[] {
    return [...this.#busy]
      .filter(({ unreadSince }) => unreadSince !== undefined)
      .toSorted((a, b) => (a.unreadSince ?? 0) - (b.unreadSince ?? 0))
  }

  /** Records clients that do not read; returns the total of unread bytes. */
  noteSlowReaders(now: number): number {
    let unread = 0
    for (const connection of this.#busy) {
      const bytes = unreadBytes(connection)
      connection.unreadSince = bytes === 0 ? undefined : (connection.unreadSince ?? now)
      unread += bytes
    }
    return unread
  }

  #setOver(connection: Connection): void {
    if (connection.current) this.#byFlow.delete(connection.current.flow, connection)
    this.#busy.delete(connection)
  }
}

import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { hangUp, unreadBytes, type Connection, type Exchange } from './connection.ts'
import { Connections } from './connections.ts'
import type { HttpLimits } from './http-limits.ts'
import { isChunked, watchForTinyChunks } from './tiny-chunks.ts'
import { Turns, type Lane } from './turns.ts'
import { Work } from './work.ts'

/** Why a connection was closed that its client did not close. */
export const closedReasons = ['pipelined', 'tiny-chunks', 'unread', 'too-many'] as const

export type ClosedReason = (typeof closedReasons)[number]

export type RequestGateOptions = {
  readonly limits: HttpLimits
  readonly handle: RequestListener
  /** Whether a request is from a client that is to be served before others. */
  readonly isKnown: (request: IncomingMessage) => boolean
  readonly onClosed: (reason: ClosedReason) => void
}

const sweepEveryMs = 250

/** Lets the requests of a server in, as many at once as its limits allow. */
export class RequestGate {
  readonly #options: RequestGateOptions
  readonly #connections = new Connections()
  readonly #work: Work
  readonly #turns: Turns
  #pipelinedInTurn = 0
  #isSweeping = false

  constructor(options: RequestGateOptions) {
    this.#options = options
    this.#work = new Work(options.limits)
    this.#turns = new Turns(options.limits.begunPerTurnMax, (lane) => this.#work.hasRoom(lane))
  }

  connect(socket: Socket): void {
    this.#connections.add(socket)
    socket.once('close', () => {
      const connection = this.#connections.find(socket)
      if (connection) this.#remove(connection)
    })
    if (this.#connections.size <= this.#options.limits.connectionsMax) return
    const leastMissed = this.#connections.leastMissed()
    if (leastMissed) this.#close(leastMissed, 'too-many')
  }

  receive(request: IncomingMessage, response: ServerResponse): void {
    const connection = this.#connections.find(request.socket)
    if (!connection) return
    const exchange = { request, response, isKnown: this.#options.isKnown(request) }
    if (isChunked(request))
      watchForTinyChunks(request, () => this.#close(connection, 'tiny-chunks'))
    if (connection.current) return this.#pipeline(connection, exchange)
    this.#connections.setBusy(connection)
    this.#sweepSoon()
    this.#handleInTurn(connection, exchange)
  }

  #pipeline(connection: Connection, exchange: Exchange): void {
    const { pipelinedMax, pipelinedPerTurnMax } = this.#options.limits
    const isTooMuch =
      connection.pipelined.length >= pipelinedMax || this.#pipelinedInTurn >= pipelinedPerTurnMax
    if (isTooMuch) return this.#close(connection, 'pipelined')
    if (this.#pipelinedInTurn === 0) setImmediate(() => (this.#pipelinedInTurn = 0))
    this.#pipelinedInTurn += 1
    connection.pipelined.push(exchange)
  }

  #handleInTurn(connection: Connection, exchange: Exchange): void {
    connection.current = exchange
    connection.isHandled = false
    this.#turns.take(laneOf(exchange), () => this.#handle(connection, exchange))
  }

  #handle(connection: Connection, exchange: Exchange): void {
    const { request, response } = exchange
    // Who has left, or was sent a last response, gets no other.
    if (!connection.socket.writable) return
    connection.isHandled = true
    this.#work.begin(response, laneOf(exchange))
    response.once('close', () => this.#responded(connection))
    if (isHostMissing(request)) response.writeHead(400, { connection: 'close' }).end()
    else this.#options.handle(request, response)
  }

  #responded(connection: Connection): void {
    if (!this.#connections.find(connection.socket)) return
    if (connection.socket.destroyed) return this.#remove(connection)
    const { current } = connection
    // The rest would be read and thrown away, chunk by chunk.
    if (current && isChunked(current.request) && !current.request.complete)
      return this.#close(connection, 'tiny-chunks')
    connection.current = undefined
    const next = connection.pipelined.shift()
    if (next) this.#handleInTurn(connection, next)
    else this.#connections.setIdle(connection)
    this.#turns.proceed()
  }

  #close(connection: Connection, reason: ClosedReason): void {
    if (!this.#connections.find(connection.socket)) return
    this.#remove(connection)
    hangUp(connection.socket)
    this.#options.onClosed(reason)
  }

  #remove(connection: Connection): void {
    const { current, isHandled, pipelined } = connection
    this.#connections.remove(connection)
    pipelined.length = 0
    if (current && isHandled) this.#work.abandon(current.response, performance.now())
  }

  #sweepSoon(): void {
    if (this.#isSweeping) return
    this.#isSweeping = true
    setTimeout(() => this.#sweep(), sweepEveryMs).unref()
  }

  #sweep(): void {
    this.#isSweeping = false
    const now = performance.now()
    this.#work.sweep(now)
    this.#closeSlowReaders(this.#connections.noteSlowReaders(now))
    this.#turns.proceed()
    if (this.#connections.busy.size > 0) this.#sweepSoon()
  }

  #closeSlowReaders(unreadInAll: number): void {
    const { unreadMaxBytes } = this.#options.limits
    let unread = unreadInAll
    if (unread <= unreadMaxBytes) return
    for (const connection of this.#connections.slowReaders()) {
      if (unread <= unreadMaxBytes) return
      unread -= unreadBytes(connection)
      this.#close(connection, 'unread')
    }
  }
}

const laneOf = ({ isKnown }: Exchange): Lane => (isKnown ? 'known' : 'unknown')

/** RFC 9112, section 3.2. Node would refuse it by itself, and any number of them without asking us. */
const isHostMissing = ({ httpVersion, headers }: IncomingMessage): boolean =>
  httpVersion === '1.1' && headers.host === undefined

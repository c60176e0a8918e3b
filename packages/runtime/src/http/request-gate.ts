import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { hangUp, unreadBytes, type Connection, type Exchange } from './connection.ts'
import { Connections } from './connections.ts'
import { flowOf } from './flow-of.ts'
import type { HttpLimits } from './http-limits.ts'
import { isChunked, watchForTinyChunks } from './tiny-chunks.ts'
import { Turns } from './turns.ts'
import { Work } from './work.ts'

/** Why the server closed a connection. */
export const closedReasons = ['pipelined', 'tiny-chunks', 'unread', 'too-many'] as const

export type ClosedReason = (typeof closedReasons)[number]

export type RequestGateOptions = {
  readonly limits: HttpLimits
  readonly handle: RequestListener
  /** The caller, where it is known. */
  readonly callerOf: (request: IncomingMessage) => string | undefined
  readonly onClosed: (reason: ClosedReason) => void
}

const sweepEveryMs = 250

/** Admits the requests of a server, as many at once as its limits allow. */
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
    this.#turns = new Turns(options.limits.begunPerTurnMax, (caller) => this.#work.hasRoom(caller))
  }

  connect(socket: Socket): void {
    const connection = this.#connections.add(socket)
    socket.once('close', () => {
      if (this.#connections.find(socket)) this.#remove(connection)
    })
    if (this.#connections.size <= this.#options.limits.connectionsMax) return
    this.#close(this.#connections.leastMissed() ?? connection, 'too-many')
  }

  receive(request: IncomingMessage, response: ServerResponse): void {
    const connection = this.#connections.find(request.socket)
    if (!connection) return
    const flow = flowOf(request, this.#options.callerOf(request))
    const exchange = { request, response, flow }
    if (isChunked(request))
      watchForTinyChunks(request, () => this.#close(connection, 'tiny-chunks'))
    if (connection.current) return this.#pipeline(connection, exchange)
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
    this.#connections.setBusy(connection, exchange)
    connection.isHandled = false
    connection.takeBack = this.#turns.take(exchange.flow, () => this.#handle(connection, exchange))
  }

  #handle(connection: Connection, exchange: Exchange): void {
    const { request, response, flow } = exchange
    // A client that has left, or was sent a last response, gets no other.
    if (!connection.socket.writable) return
    connection.isHandled = true
    this.#work.begin(response, flow.caller)
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
    if (!current) return
    if (isHandled) this.#work.abandon(current.response, current.flow.caller, performance.now())
    else connection.takeBack()
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

/** RFC 9112, section 3.2. Node would refuse it by itself, and any number of them without asking us. */
const isHostMissing = ({ httpVersion, headers }: IncomingMessage): boolean =>
  httpVersion === '1.1' && headers.host === undefined

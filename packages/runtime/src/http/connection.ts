import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Flow } from '../fair-queue.ts'

/** A request and its response. */
export type Exchange = {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly flow: Flow
}

/** A client's connection, and its requests. */
export type Connection = {
  readonly socket: Socket
  /** The request that is next to be handled, is handled, or has a response that the client has not read. */
  current: Exchange | undefined
  isHandled: boolean
  /** Withdraws the current one while it waits in the queue. */
  takeBack: () => void
  /** Those sent before the response to the current one was read, in their order. */
  readonly pipelined: Exchange[]
  /** Since when the client has not been reading. */
  unreadSince: number | undefined
}

/** How much of a response its client has not read, without the system's buffers. */
export const unreadBytes = ({ current }: Connection): number =>
  current?.response.writableLength ?? 0

/** GET and HEAD change nothing: a client that is cut off can repeat them. */
export const isRead = ({ method }: IncomingMessage): boolean =>
  method === 'GET' || method === 'HEAD'

type Parser = { onIncoming?: () => number }

/** Node's parser takes this as the start of another protocol, which it ignores. */
const parseNoMore = () => 2

/**
 * Closes a connection whose client sends too much. Node would still parse the whole of what it has just read (64 KB,
 * thousands of requests), although the socket is destroyed: from a thousand such connections that takes seconds.
 */
export function hangUp(socket: Socket): void {
  const { parser } = socket as { parser?: Parser | null }
  if (parser) parser.onIncoming = parseNoMore
  socket.destroy()
}

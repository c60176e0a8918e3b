import { once } from 'node:events'
import type { ServerResponse } from 'node:http'

/** Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html) to one client. */
export type EventStream = {
  readonly send: (event: { name: string; id: number; data: unknown }) => void
  /** Resolves when the client can take more, or has gone. */
  readonly drained: () => Promise<void>
  readonly isOpen: () => boolean
  readonly end: () => void
  readonly onClosed: (listener: () => void) => void
}

/** A regular comment keeps proxies from taking the silence for the end. */
const heartbeatMs = 15_000
const reconnectAfterMs = 1_000

/** A client that is this far behind is cut off; it comes back and resumes from the log. */
const unsentMaxBytes = 4 * 1024 * 1024

/** A client that left before its stream began gets a closed one: nothing of it stays. */
export function eventStream(response: ServerResponse): EventStream {
  const isOpen = () => !response.destroyed && !response.writableEnded
  const write = (text: string) => {
    if (!isOpen()) return
    response.write(text)
    if (response.writableLength > unsentMaxBytes) response.destroy()
  }
  const onClosed = (listener: () => void) => {
    if (response.destroyed) listener()
    else response.once('close', listener)
  }
  if (isOpen()) begin(response, write)
  // Otherwise it would count for a while as work under way, for a client that has left.
  onClosed(() => response.end())
  return {
    send: ({ name, id, data }) =>
      write(`event: ${name}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`),
    drained: async () => {
      if (!isOpen() || !response.writableNeedDrain) return
      await Promise.race([once(response, 'drain'), once(response, 'close')])
    },
    isOpen,
    end: () => response.end(),
    onClosed,
  }
}

function begin(response: ServerResponse, write: (text: string) => void): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
    // A stream closes its connection at its end: kept alive, it would delay the shutdown.
    connection: 'close',
  })
  write(`retry: ${reconnectAfterMs}\n\n`)
  const heartbeat = setInterval(() => write(': still here\n\n'), heartbeatMs)
  response.once('close', () => clearInterval(heartbeat))
}

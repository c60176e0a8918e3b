import type { App } from './app.ts'

/** How long requests that are under way may take when the gateway shuts down. */
const drainTimeoutMs = 5_000

/**
 * On closing, requests under way are finished and then every connection is closed. Node itself only closes those it
 * calls idle, and a connection without any request yet (browsers open some in advance) is not: it would delay the
 * shutdown for as long as the client likes.
 */
export function closeInOrder(app: App, endStreams: () => void): void {
  let underWay = 0
  let closing = false
  const closeWhenDone = () => {
    if (closing && underWay === 0) app.server.closeAllConnections()
  }
  app.addHook('onRequest', (_request, reply, done) => {
    underWay += 1
    reply.raw.once('close', () => {
      underWay -= 1
      closeWhenDone()
    })
    done()
  })
  app.addHook('preClose', (done) => {
    closing = true
    endStreams()
    const impatient = setTimeout(() => app.server.closeAllConnections(), drainTimeoutMs)
    app.server.once('close', () => clearTimeout(impatient))
    impatient.unref()
    // By then the server accepts no new connections.
    setImmediate(closeWhenDone)
    done()
  })
}

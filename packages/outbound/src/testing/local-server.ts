import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export type LocalServer = AsyncDisposable & {
  readonly origin: string
  /** Fully read request bodies, oldest first. */
  readonly received: string[]
}

/** A server on a free loopback port that reads each request wholly before it responds. */
export async function serveLocally(answer: RequestListener): Promise<LocalServer> {
  const received: string[] = []
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      received.push(body)
      answer(request, response)
    })
  })
  server.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** An origin where nothing listens any more. */
export async function closedOrigin(): Promise<string> {
  await using server = await serveLocally(() => undefined)
  return server.origin
}

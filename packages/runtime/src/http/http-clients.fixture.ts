import { once } from 'node:events'
import type { RequestListener, Server, ServerResponse } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { boundedServer, type BoundedServerOptions } from './bounded-server.ts'

const host = '127.0.0.1'
export const requestText = (path = '/') => `GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`

/** A bounded server that records its requests, and clients with nothing but a socket. */
export async function openServer(
  handle: RequestListener = () => {},
  limits: BoundedServerOptions['limits'] = {},
) {
  const handled: ServerResponse[] = []
  const closed: string[] = []
  const sockets: Socket[] = []
  let parsed = 0
  let connected = 0
  const server = boundedServer(
    (request, response) => {
      handled.push(response)
      return handle(request, response)
    },
    {
      limits,
      onClosed: (reason) => closed.push(reason),
      callerOf: ({ url }) => (url?.startsWith('/known') ? url.split('/')[1] : undefined),
    },
  )
  server.on('request', () => (parsed += 1))
  server.on('connection', () => (connected += 1))
  await once(server.listen(0, host), 'listening')
  const { port } = server.address() as AddressInfo
  return {
    /** The responses of the requests that were handled. */
    handled,
    /** Why connections were closed. */
    closed,
    parsed: () => parsed,
    connected: () => connected,
    /** Connects, sends, and reads nothing until the test lets it (`resume`, or a `data` listener). */
    async client(text = ''): Promise<Socket> {
      const socket = connect(port, host).on('error', () => {})
      sockets.push(socket)
      await once(socket, 'connect')
      if (text) socket.write(text)
      return socket
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await close(server)
    },
  }
}

function close(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}

/** All that the server sends until it closes the connection. */
export async function readAll(socket: Socket): Promise<string> {
  let text = ''
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()))
  // A connection that the server closes may also end with an error, which is expected here.
  await new Promise((resolve) => socket.once('close', resolve))
  return text
}

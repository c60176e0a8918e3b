import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** One address in front of servers that change places. */
export type Switchboard = AsyncDisposable & {
  readonly port: number
  /** Breaks all connections; new ones lead to the server on this port. */
  readonly switchTo: (port: number) => void
}

export async function openSwitchboard(first: number): Promise<Switchboard> {
  let target = first
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1')
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket)
      socket.pipe(other)
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const hangUp = () => sockets.forEach((socket) => socket.destroy())
  return {
    port: (server.address() as AddressInfo).port,
    switchTo(port) {
      target = port
      hangUp()
    },
    async [Symbol.asyncDispose]() {
      hangUp()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

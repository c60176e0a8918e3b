import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo, ListenOptions, Server as Acceptor } from 'node:net'

const { createServer } = process.getBuiltinModule('node:net')

/** Only Linux spreads connections over the sockets that listen at one address. */
const isSpread = process.platform === 'linux'

type Address = { readonly host: string; readonly port: number; readonly backlog?: number }

type Listening = Address & { readonly reusePort?: boolean }

/**
 * How a server must listen to accept several connections per turn of its event loop. Throws when the address is in
 * use: two processes that reuse an address would share it, and neither would know.
 */
export async function reusing(address: Address): Promise<Listening> {
  if (!isSpread) return address
  await using probe = createServer()
  await listen(probe, address)
  return { ...address, reusePort: true }
}

/**
 * Makes a server accept so many connections per turn of its event loop, until it is disposed of. Node takes one from
 * each socket it listens on: while clients come and go by the thousand, a new one waits for as many turns.
 */
export async function acceptSeveral(
  server: Server,
  perTurn: number,
  { host, backlog, reusePort }: Listening,
): Promise<Disposable> {
  const { port } = server.address() as AddressInfo
  const stack = new DisposableStack()
  for (let number = 1; reusePort && number < perTurn; number += 1) {
    const acceptor = createServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
      server.emit('connection', socket),
    )
    stack.defer(() => void acceptor.close())
    await listen(acceptor, { host, port, ...(backlog && { backlog }), reusePort })
  }
  return stack
}

async function listen(acceptor: Acceptor, options: ListenOptions): Promise<void> {
  acceptor.listen(options)
  await once(acceptor, 'listening')
}

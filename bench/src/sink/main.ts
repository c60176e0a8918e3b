import type { AddressInfo } from 'node:net'
import { createSink } from './server.ts'

const server = createSink()
server.listen(0, '127.0.0.1', () => {
  process.send?.({ type: 'ready', port: (server.address() as AddressInfo).port })
})
// When the bench ends, in any way, its sink does.
process.on('disconnect', () => {
  server.close()
  server.closeAllConnections()
})

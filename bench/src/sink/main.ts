import type { AddressInfo } from 'node:net'
import { createSink } from './server.ts'

const server = createSink()
server.listen(0, '127.0.0.1', () => {
  process.send?.({ type: 'ready', port: (server.address() as AddressInfo).port })
})
// The bench is gone, however it went: so is its sink.
process.on('disconnect', () => {
  server.close()
  server.closeAllConnections()
})

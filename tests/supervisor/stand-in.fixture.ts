import { createServer } from 'node:http'

/** A minimal service: it reports that it is ready, and ends on request. */
const name = process.argv[1]?.split('/').at(-3)
const isGateway = name === 'gateway'
const server = createServer((_, response) => response.end(name))
server.listen(Number(isGateway ? process.env['PRESSRUN_PORT'] : 0), '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ level: 'warn', msg: `hello from ${name}` })}\n`)
  process.send?.({ type: 'ready' })
})
const end = (): void => {
  server.close()
  server.closeAllConnections()
  if (process.connected) process.disconnect()
}
process.once('SIGTERM', end)
process.once('disconnect', end)

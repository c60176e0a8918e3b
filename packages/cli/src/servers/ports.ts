import { createServer } from 'node:net'

/** Why no server could listen there right now, as a code of the system; undefined when one could. */
export function listenProblem(port: number, host = '127.0.0.1'): Promise<string | undefined> {
  return listenBriefly(port, host).then(
    () => undefined,
    (error: NodeJS.ErrnoException) => error.code ?? error.message,
  )
}

/** A free port. Another process may take it before the caller does: be ready to choose again. */
export function freePort(host = '127.0.0.1'): Promise<number> {
  return listenBriefly(0, host)
}

/** The wanted port when it is free, else any free one. */
export async function preferredPort(wanted: number, host = '127.0.0.1'): Promise<number> {
  const isFree = wanted <= 65_535 && (await listenProblem(wanted, host)) === undefined
  return isFree ? wanted : freePort(host)
}

function listenBriefly(port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address()
      const taken = typeof address === 'object' && address !== null ? address.port : port
      server.close(() => resolve(taken))
    })
  })
}

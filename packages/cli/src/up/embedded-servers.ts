import { join } from 'node:path'
import { findNatsServer } from '../servers/find-nats.ts'
import { startNats, type RunningNats } from '../servers/nats.ts'
import { freePort } from '../servers/ports.ts'
import { startPostgres, type RunningPostgres } from '../servers/postgres.ts'
import { shortenNatsLine, shortenPostgresLine } from './log-line.ts'
import type { OperatorOutput } from './operator-output.ts'
import type { Part } from './supervise.ts'

const host = '127.0.0.1'

/** Postgres in the data directory. Once started, every restart keeps its port: clients know it. */
export function postgresPart(dataDir: string, output: OperatorOutput): Part<RunningPostgres> {
  const log = output.follow('postgres', shortenPostgresLine)
  const start = keepingPort((port) =>
    startPostgres({ dataDir: join(dataDir, 'postgres'), host, port, log }),
  )
  return { name: 'postgres', start }
}

export function natsPart(
  dataDir: string,
  toolchainDir: string,
  path: string | undefined,
  output: OperatorOutput,
): Part<RunningNats> {
  const log = output.follow('nats', shortenNatsLine)
  const start = keepingPort(async (port) => {
    const binary = await findNatsServer({ toolchainDir, env: { PATH: path }, log: output.print })
    return startNats({ binary, dataDir: join(dataDir, 'nats'), host, port, log })
  })
  return { name: 'nats', start }
}

const portAttemptsMax = 3

// Between choosing a port and listening on it somebody else can take it: choose again, but only
// as long as nobody has been told the port.
function keepingPort<R extends { port: number }>(
  start: (port: number) => Promise<R>,
): () => Promise<R> {
  let settled: number | undefined
  return async () => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const running = await start(settled ?? (await freePort(host)))
        settled = running.port
        return running
      } catch (error) {
        const taken = /in use/i.test((error as Error).message)
        if (!taken || settled !== undefined || attempt === portAttemptsMax) throw error
      }
    }
  }
}

import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { findNatsServer } from '../servers/find-nats.ts'
import { natsSignOfLife } from '../servers/nats-sign-of-life.ts'
import { startNats, type RunningNats } from '../servers/nats.ts'
import { freePort } from '../servers/ports.ts'
import { postgresSignOfLife } from '../servers/postgres-sign-of-life.ts'
import { startPostgres, type RunningPostgres } from '../servers/postgres.ts'
import { hasDiskSpace, waitForDiskSpace } from '../servers/disk-space.ts'
import { shortenNatsLine, shortenPostgresLine } from './log-line.ts'
import type { OperatorOutput } from './operator-output.ts'
import type { Part } from './supervise.ts'

const host = '127.0.0.1'

export type Embedding = {
  readonly dataDir: string
  readonly output: OperatorOutput
  /** Fires when nothing must be started any more. */
  readonly signal: AbortSignal
}

/** Postgres in the data directory. Once started, every restart keeps its port: clients know it. */
export function postgresPart(embedding: Embedding): Part<RunningPostgres> {
  const directory = join(embedding.dataDir, 'postgres')
  const log = embedding.output.follow('postgres', shortenPostgresLine)
  const start = keepingPort(async (port) => {
    await diskSpaceIn(directory, 'cluster', embedding)
    return startPostgres({ dataDir: directory, host, port, log })
  })
  const ask = async ({ port }: RunningPostgres) => {
    await postgresSignOfLife(host, port)
    return 'well' as const
  }
  return { name: 'postgres', start, ask }
}

export function natsPart(
  embedding: Embedding,
  toolchainDir: string,
  path: string | undefined,
): Part<RunningNats> {
  const { dataDir, output } = embedding
  const directory = join(dataDir, 'nats')
  const follow = output.follow('nats', shortenNatsLine)
  let hasEnded = false
  const log = (line: string) => {
    if (jetStreamEnded.test(line)) hasEnded = true
    follow(line)
  }
  const start = keepingPort(async (port) => {
    const binary = await findNatsServer({ toolchainDir, env: { PATH: path }, log: output.print })
    await diskSpaceIn(directory, 'jetstream', embedding)
    hasEnded = false
    return startNats({ binary, dataDir: directory, host, port, log })
  })
  const ask = async ({ url }: RunningNats) => {
    if (!(await hasDiskSpace(directory))) return 'well'
    if (hasEnded) return 'useless'
    await natsSignOfLife(url)
    return 'well'
  }
  return { name: 'nats', start, ask }
}

/** A server whose disk was full has ended its JetStream, and only a restart begins it again. */
const jetStreamEnded = /JetStream out of .*DISABLED/

async function diskSpaceIn(directory: string, data: string, { output, signal }: Embedding) {
  await mkdir(directory, { recursive: true, mode: 0o755 })
  const isFirstStart = !existsSync(join(directory, data))
  await waitForDiskSpace({ directory, isFirstStart, say: output.warn, signal })
}

const portAttemptsMax = 3

// Between choosing a port and listening on it another process can take it: choose again, but only until the port has
// been published.
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

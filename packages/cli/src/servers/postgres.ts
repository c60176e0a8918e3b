import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { OperatorError } from '../operator-error.ts'
import { AlreadyClaimed, claim, type Claim } from './claim.ts'
import { endLeftover } from './leftover.ts'
import { freePort } from './ports.ts'
import {
  openCluster,
  plainIdentity,
  postgresEnvironment,
  postgresUser,
  type Cluster,
} from './postgres-cluster.ts'
import { ensureDatabase } from './postgres-database.ts'
import { asArguments, postgresSettings, throwawaySettings } from './postgres-settings.ts'
import { spawnServer, type Exit, type ServerProcess } from './server-process.ts'

export type PostgresOptions = {
  /** Holds the cluster and its password file. */
  dataDir: string
  host?: string
  port?: number
  /** Created when it is missing. */
  database?: string
  /** Each line the server writes. */
  log?: (line: string) => void
  settings?: Record<string, string>
  /** False only for clusters that are thrown away: nothing is synced to disk. */
  durable?: boolean
}

export type RunningPostgres = AsyncDisposable & {
  url: string
  host: string
  port: number
  pid: number
  exited: Promise<Exit>
  /** Ends it in order: sessions are closed, nothing is lost. */
  stop(): Promise<void>
  /** SIGKILL, as a crash would. */
  kill(): Promise<void>
  /** For the very end of a process, when nothing can be awaited any more. */
  killNow(): void
}

// A cluster that was killed needs its last backends to notice and go before it can start again.
const crashRemainsMs = 15_000
const stopGraceMs = 5_000

/** Starts Postgres on a cluster of our own and resolves when it takes connections. */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const { dataDir, host = '127.0.0.1', durable = true, database = 'pressrun' } = options
  const cluster = await openCluster(dataDir, durable)
  const owner = claimCluster(join(dataDir, 'owner.json'), dataDir)
  try {
    await clearRemains(cluster.directory)
    const port = options.port ?? (await freePort(host))
    const settings = {
      ...postgresSettings,
      ...(durable ? {} : throwawaySettings),
      ...options.settings,
    }
    const server = await launchPatiently(
      cluster,
      { ...settings, listen_addresses: host, port: String(port) },
      options.log,
    )
    const urlOf = (name: string): string =>
      `postgres://${postgresUser}:${cluster.password}@${host}:${port}/${name}`
    await ensureDatabase(urlOf('postgres'), database)
    void server.exited.then(() => owner.release())
    const stop = (): Promise<void> => server.stop(['SIGINT', 'SIGQUIT'], stopGraceMs)
    return {
      url: urlOf(database),
      host,
      port,
      pid: server.pid,
      exited: server.exited,
      stop,
      kill: () => server.kill(),
      killNow: () => server.killNow(),
      [Symbol.asyncDispose]: stop,
    }
  } catch (error) {
    owner.release()
    throw error
  }
}

function claimCluster(file: string, dataDir: string): Claim {
  try {
    return claim(file)
  } catch (error) {
    if (!(error instanceof AlreadyClaimed)) throw error
    throw new OperatorError(
      `process ${error.pid} already runs Postgres on ${dataDir}: stop it, or choose another data directory`,
    )
  }
}

// The owner is dead, or we would not hold the claim. So whatever postmaster.pid names is either a
// server left running or a stranger who was given that pid; Postgres itself cannot tell the latter.
async function clearRemains(directory: string): Promise<void> {
  const pidFile = join(directory, 'postmaster.pid')
  const pid = Number.parseInt(await readFile(pidFile, 'utf8').catch(() => ''), 10)
  if (Number.isNaN(pid)) return
  await endLeftover(pid, directory, ['SIGINT', 'SIGQUIT'])
  await rm(pidFile, { force: true })
}

type Settings = Readonly<Record<string, string>>
type LineSink = ((line: string) => void) | undefined

async function launchPatiently(
  cluster: Cluster,
  settings: Settings,
  log: LineSink,
): Promise<ServerProcess> {
  const deadline = performance.now() + crashRemainsMs
  for (;;) {
    const launched = await launch(cluster, settings, log)
    if (launched.ready) return launched.server
    const lines = launched.server.lastLines()
    const remainsOfCrash = lines.some((line) => line.includes('pre-existing shared memory block'))
    if (!remainsOfCrash || performance.now() > deadline) throw didNotStart(cluster.directory, lines)
    await pause(100)
  }
}

async function launch(cluster: Cluster, settings: Settings, log: LineSink) {
  const { directory, binaries, runAs } = cluster
  const ready = Promise.withResolvers<true>()
  const [file, ...args] = [
    ...(runAs?.prefix ?? []),
    binaries.postgres,
    '-D',
    directory,
    ...asArguments({ unix_socket_directories: '', ...settings }),
  ]
  const server = await spawnServer({
    file: file as string,
    args,
    cwd: '/',
    env: postgresEnvironment,
    ...plainIdentity(runAs),
    onLine(line) {
      log?.(line)
      if (line.includes('database system is ready to accept connections')) ready.resolve(true)
    },
  })
  return { server, ready: await Promise.race([ready.promise, server.exited.then(() => false)]) }
}

function didNotStart(directory: string, lines: readonly string[]): OperatorError {
  const reason = lines.findLast((line) => /\b(FATAL|PANIC|error)\b/.test(line)) ?? lines.at(-1)
  return new OperatorError(
    `Postgres would not start on ${directory}: ${reason ?? 'it said nothing'}`,
  )
}

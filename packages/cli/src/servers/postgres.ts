import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { OperatorError } from '../operator-error.ts'
import { AlreadyClaimed, claim, type Claim } from './claim.ts'
import { endLeftover, sendQuietly } from './leftover.ts'
import { freePort } from './ports.ts'
import { clusterDatabase, openCluster, postgresUser } from './postgres-cluster.ts'
import { launchPostgres } from './postgres-launch.ts'
import { postgresSettings, throwawaySettings } from './postgres-settings.ts'
import { childProcesses, processIdentity } from './process-identity.ts'
import type { Exit } from './server-process.ts'

export type PostgresOptions = {
  /** Contains the cluster and its password file. */
  readonly dataDir: string
  readonly host?: string
  readonly port?: number
  /** `pressrun`, which is made with the cluster, or another. */
  readonly database?: string
  /** Called with each line the server writes. */
  readonly log?: (line: string) => void
  readonly settings?: Record<string, string>
  /** False only for disposable clusters: nothing is synced to disk. */
  readonly durable?: boolean
}

export type RunningPostgres = AsyncDisposable & {
  readonly url: string
  readonly host: string
  readonly port: number
  readonly pid: number
  readonly exited: Promise<Exit>
  /** Ends it in order: sessions are closed, nothing is lost. */
  stop(): Promise<void>
  /** SIGKILL, like a crash. */
  kill(): Promise<void>
  /** For the very end of a process, when nothing can be awaited any more. */
  killNow(): void
}

const stopGraceMs = 5_000

/** Starts Postgres on a cluster of our own and resolves when it accepts connections. */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const { dataDir, host = '127.0.0.1', durable = true, database = clusterDatabase } = options
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
    const server = await launchPostgres(
      cluster,
      { ...settings, listen_addresses: host, port: String(port) },
      options.log,
    )
    const urlOf = (name: string): string =>
      `postgres://${postgresUser}:${cluster.password}@${host}:${port}/${name}`
    void server.exited.then(() => owner.release())
    const stop = (): Promise<void> =>
      withItsChildren(server.pid, () => server.stop(['SIGINT', 'SIGQUIT'], stopGraceMs))
    return {
      url: urlOf(database),
      host,
      port,
      pid: server.pid,
      exited: server.exited,
      stop,
      kill: () => withItsChildren(server.pid, () => server.kill()),
      killNow: () => server.killNow(),
      [Symbol.asyncDispose]: stop,
    }
  } catch (error) {
    owner.release()
    throw error
  }
}

/** Its backends end with it, unless they are stopped: those would never end. */
async function withItsChildren(pid: number, end: () => Promise<void>): Promise<void> {
  const children = childProcesses(pid).map((child) => ({ child, identity: processIdentity(child) }))
  await end()
  for (const { child, identity } of children)
    if (identity !== undefined && processIdentity(child) === identity) sendQuietly(child, 'SIGKILL')
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

// The owner is dead, or we would not hold the claim. So the process that postmaster.pid names is either a server left
// running or a foreign one with the same pid; Postgres itself cannot distinguish them.
async function clearRemains(directory: string): Promise<void> {
  const pidFile = join(directory, 'postmaster.pid')
  const pid = Number.parseInt(await readFile(pidFile, 'utf8').catch(() => ''), 10)
  if (Number.isNaN(pid)) return
  await endLeftover(pid, directory, ['SIGINT', 'SIGQUIT'])
  await rm(pidFile, { force: true })
}

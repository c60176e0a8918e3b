import { mkdir, readdir, readFile, rm, stat, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { OperatorError } from '../operator-error.ts'
import { AlreadyClaimed, claim, type Claim } from './claim.ts'
import { endLeftover } from './leftover.ts'
import { natsAnswers } from './nats-greeting.ts'
import { natsConfiguration, natsUser } from './nats-settings.ts'
import { natsVersionOf, refuseOldNats } from './nats-version.ts'
import { freePort } from './ports.ts'
import { randomName } from './random-name.ts'
import { readSecretFile, writeSecretFile } from './secret-file.ts'
import { spawnServer, type Exit, type ServerProcess } from './server-process.ts'

export type NatsOptions = {
  /** A nats-server executable, as `findNatsServer` returns it. */
  readonly binary: string
  /** Contains the streams, the configuration and the pid file. */
  readonly dataDir: string
  readonly host?: string
  readonly port?: number
  readonly monitoringPort?: number
  /** By default as much as the disk has space for. */
  readonly fileStoreMaxBytes?: number
  readonly log?: (line: string) => void
}

export type RunningNats = AsyncDisposable & {
  readonly url: string
  readonly host: string
  readonly port: number
  readonly pid: number
  readonly version: string
  readonly exited: Promise<Exit>
  stop(): Promise<void>
  kill(): Promise<void>
}

const startTimeoutMs = 60_000
const stopGraceMs = 4_000

/** Starts a nats-server with JetStream and resolves when it greets. */
export async function startNats(options: NatsOptions): Promise<RunningNats> {
  const { binary, dataDir, host = '127.0.0.1', log } = options
  const version = await requireVersion(binary)
  await mkdir(dataDir, { recursive: true })
  const owner = claimStore(join(dataDir, 'owner.json'), dataDir)
  try {
    const pidFile = join(dataDir, 'nats.pid')
    await clearRemains(pidFile, dataDir)
    const port = options.port ?? (await freePort(host))
    const password = await keepPassword(join(dataDir, 'password'))
    const { bavail, bsize } = await statfs(dataDir)
    const serverName = `pressrun-${randomName()}`
    const configuration = natsConfiguration({
      serverName,
      version,
      host,
      port,
      password,
      pidFile,
      storeDir: dataDir,
      freeDiskBytes: bavail * bsize,
      storedBytes: await bytesIn(join(dataDir, 'jetstream')),
      ...givenOf(options),
    })
    const configFile = join(dataDir, 'nats.conf')
    await writeFile(configFile, configuration, { mode: 0o600 })
    const server = await spawnServer({
      file: binary,
      args: ['--config', configFile],
      cwd: dataDir,
      env: {},
      ...(log === undefined ? {} : { onLine: log }),
    })
    await ready(server, host, port, serverName)
    void server.exited.then(() => owner.release())
    const stop = (): Promise<void> => server.stop(['SIGTERM'], stopGraceMs)
    return {
      url: `nats://${natsUser}:${password}@${host}:${port}`,
      host,
      port,
      version,
      stop,
      pid: server.pid,
      exited: server.exited,
      kill: () => server.kill(),
      [Symbol.asyncDispose]: stop,
    }
  } catch (error) {
    owner.release()
    throw error
  }
}

const givenOf = ({ monitoringPort, fileStoreMaxBytes }: NatsOptions) => ({
  ...(monitoringPort === undefined ? {} : { monitoringPort }),
  ...(fileStoreMaxBytes === undefined ? {} : { fileStoreMaxBytes }),
})

/** The size of the files below a directory; 0 where there is none. */
async function bytesIn(directory: string): Promise<number> {
  const entries = await readdir(directory, { recursive: true }).catch(() => [])
  const sizes = await Promise.all(
    entries.map((entry) =>
      stat(join(directory, entry)).then(
        (found) => (found.isFile() ? found.size : 0),
        () => 0,
      ),
    ),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}

/** Made once: a client that was given the URL keeps its access over restarts. */
async function keepPassword(file: string): Promise<string> {
  const kept = await readSecretFile(file, 'delete it, and another password is made')
  if (kept !== undefined) return kept
  const { randomBytes } = await import('node:crypto')
  const password = randomBytes(24).toString('base64url')
  await writeSecretFile(file, password)
  return password
}

async function requireVersion(binary: string): Promise<string> {
  const version = await natsVersionOf(binary)
  if (version === undefined)
    throw new OperatorError(`${binary} is not a nats-server that runs on this machine`)
  refuseOldNats(version, binary)
  return version
}

function claimStore(file: string, dataDir: string): Claim {
  try {
    return claim(file)
  } catch (error) {
    if (!(error instanceof AlreadyClaimed)) throw error
    throw new OperatorError(
      `process ${error.pid} already runs NATS on ${dataDir}: stop it, or choose another data directory`,
    )
  }
}

// We hold the claim, so the server this file names, if it still runs, has lost its supervisor.
async function clearRemains(pidFile: string, dataDir: string): Promise<void> {
  const pid = Number.parseInt(await readFile(pidFile, 'utf8').catch(() => ''), 10)
  if (Number.isNaN(pid)) return
  await endLeftover(pid, dataDir, ['SIGTERM'])
  await rm(pidFile, { force: true })
}

async function ready(
  server: ServerProcess,
  host: string,
  port: number,
  name: string,
): Promise<void> {
  const waiting = new AbortController()
  const timeout = AbortSignal.timeout(startTimeoutMs)
  try {
    await Promise.race([
      natsAnswers(host, port, name, AbortSignal.any([waiting.signal, timeout])),
      server.exited.then(() => Promise.reject(didNotStart(server))),
    ])
  } catch (error) {
    await server.kill()
    throw error instanceof OperatorError ? error : didNotStart(server)
  } finally {
    waiting.abort()
  }
}

function didNotStart(server: ServerProcess): OperatorError {
  const lines = server.lastLines()
  const reason = lines.findLast((line) => /\[(FTL|ERR)\]/.test(line)) ?? lines.at(-1)
  return new OperatorError(`nats-server would not start: ${reason ?? 'it said nothing'}`)
}

import { setTimeout as pause } from 'node:timers/promises'
import { OperatorError } from '../operator-error.ts'
import { plainIdentity, postgresEnvironment, type Cluster } from './postgres-cluster.ts'
import { asArguments } from './postgres-settings.ts'
import { spawnServer, type ServerProcess } from './server-process.ts'

// A cluster that was killed needs its last backends to notice and go before it can start again.
const crashRemainsMs = 15_000

/** A standby prints the second. */
const readyLine = /database system is ready to accept (read-only )?connections/

type Settings = Readonly<Record<string, string>>
type LineSink = ((line: string) => void) | undefined

/** Starts the server on the cluster and resolves when it accepts connections. */
export async function launchPostgres(
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
      if (readyLine.test(line)) ready.resolve(true)
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

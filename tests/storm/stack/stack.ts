import { rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import {
  findNatsServer,
  freePort,
  startNats,
  startPostgres,
  supervise,
  type Running,
  type Supervised,
} from '@pressrun/cli'
import { ensureAdminKey } from '@pressrun/vault'
import { newIds } from '@pressrun/db'
import { migrate } from '@pressrun/db/migrate'
import { eventually, temporaryDirectory } from '../../support/index.ts'
import type { Victim } from '../trouble/trouble-plan.ts'
import { openLogs } from './logs.ts'
import { adminKey, secretKey, startStormService } from './services.ts'

/** A whole Pressrun with two publishers and two schedulers, and a supervisor that restarts what dies. */
export type Stack = AsyncDisposable & {
  readonly url: string
  readonly dataDir: string
  readonly databaseUrl: string
  readonly natsUrl: string
  /** Texts that must not appear anywhere. */
  readonly secrets: readonly string[]
  running(name: Victim): Running
  /** Resolves when another process than `pid` has its place. */
  runsAgain(name: Victim, pid: number): Promise<void>
  /** The addresses of all metrics, as of now. */
  metricsUrls(): string[]
  /** The output of all processes so far. */
  log(): string
}

const host = '127.0.0.1'
const toolchainDir = resolve(import.meta.dirname, '../../../.pressrun/toolchain')
const services = [
  'gateway',
  'scheduler-1',
  'scheduler-2',
  'publisher-1',
  'publisher-2',
  'analytics',
]
const againWithinMs = 60_000

export async function startStack(): Promise<Stack> {
  await using undo = new AsyncDisposableStack()
  const directory = undo.use(temporaryDirectory())
  const logs = undo.use(openLogs(directory.path))
  const parts = new Map<string, Supervised<Running & { port?: number | undefined }>>()
  const around = {
    warn: logs.writer('supervisor'),
    random: Math.random,
    now: () => performance.now(),
  }
  const launch = async <R extends Running & { port?: number | undefined }>(
    name: string,
    start: () => Promise<R>,
  ) => {
    const part = await supervise({ name, start }, around)
    parts.set(name, part)
    undo.defer(() => part.stop())
    return part
  }
  undo.use(killedWithUs(parts, directory.path))
  const [postgres, nats] = await Promise.all([
    launch('postgres', await postgresStarter(directory.path, logs.writer('postgres'))),
    launch('nats', await natsStarter(directory.path, logs.writer('nats'))),
  ])
  const [databaseUrl, natsUrl] = [postgres.current().url, nats.current().url]
  await migrate(databaseUrl)
  await ensureAdminKey(databaseUrl, adminKey, newIds())
  const port = await freePort(host)
  const world = { dataDir: directory.path, databaseUrl, natsUrl, port }
  await Promise.all(
    services.map((name) => launch(name, () => startStormService(name, world, logs.writer(name)))),
  )
  const running = (name: string) => {
    const part = parts.get(name)
    if (!part) throw new Error(`there is no ${name}`)
    return part.current()
  }
  const kept = undo.move()
  return {
    url: `http://${host}:${port}`,
    dataDir: directory.path,
    databaseUrl,
    natsUrl,
    secrets: [adminKey, secretKey, passwordIn(databaseUrl), passwordIn(natsUrl)],
    running,
    log: () => logs.text(),
    metricsUrls: () =>
      services.map(
        (name) => `http://${host}:${name === 'gateway' ? port : running(name).port}/metrics`,
      ),
    runsAgain: async (name, pid) => {
      await eventually(() => running(name).pid !== pid, {
        within: againWithinMs,
        what: `${name} runs again`,
      })
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

/** The port stays over restarts: clients know it. */
async function postgresStarter(dataDir: string, log: (line: string) => void) {
  const port = await freePort(host)
  return () => startPostgres({ dataDir: join(dataDir, 'postgres'), host, port, log })
}

async function natsStarter(dataDir: string, log: (line: string) => void) {
  const port = await freePort(host)
  const binary = await findNatsServer({ toolchainDir, env: { PATH: process.env['PATH'] }, log })
  return () => startNats({ binary, dataDir: join(dataDir, 'nats'), host, port, log })
}

/** An interruption leaves no time to stop the others in order. */
function killedWithUs(
  parts: ReadonlyMap<string, Supervised<Running>>,
  directory: string,
): Disposable {
  const kill = () => {
    for (const part of parts.values()) void part.kill()
    rmSync(directory, { recursive: true, force: true, maxRetries: 3 })
  }
  process.once('exit', kill)
  return { [Symbol.dispose]: () => void process.off('exit', kill) }
}

const passwordIn = (url: string) => decodeURIComponent(new URL(url).password)

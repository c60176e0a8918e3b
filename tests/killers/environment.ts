import { join, resolve } from 'node:path'
import { startService, supervise } from '@pressrun/cli'
import { openDatabase } from '@pressrun/db'
import { startFakePlatforms, type FakePlatforms } from '@pressrun/fake-platforms'
import type pg from 'pg'
import { createDatabase, startTestNats, temporaryDirectory } from '../support/index.ts'

/** Real servers, a scheduler, fake platforms, and publishers with hostile connectors under their supervisor. */
export type KillersEnvironment = AsyncDisposable & {
  readonly pool: pg.Pool
  readonly fakes: FakePlatforms
  /** Lines of the supervisor: which publisher was restarted how often, and why. */
  readonly deaths: readonly string[]
  /** What the publishers have logged. */
  readonly lines: readonly string[]
}

export const environmentKey = 'a long key for tests'
const services = resolve(import.meta.dirname, '../../services')

export async function openKillersEnvironment(publishers: number): Promise<KillersEnvironment> {
  await using stack = new AsyncDisposableStack()
  const directory = stack.use(temporaryDirectory())
  const [nats, { url }, fakes] = await Promise.all([
    startTestNats().then((started) => stack.use(started)),
    createDatabase().then((database) => stack.use(database)),
    startFakePlatforms().then((started) => stack.use(started)),
  ])
  const { pool } = stack.use(openDatabase({ url, connectionsMax: 4 }))
  const deaths: string[] = []
  const lines: string[] = []
  const around = {
    warn: (line: string) => void deaths.push(line),
    random: Math.random,
    now: () => performance.now(),
  }
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env
  const env = {
    PATH,
    HOME,
    NODE_COMPILE_CACHE,
    LOG_LEVEL: 'warn',
    DATABASE_URL: url,
    NATS_URL: nats.url,
    PRESSRUN_DATA_DIR: directory.path,
    PRESSRUN_SECRET_KEY: environmentKey,
    PRESSRUN_PRIVATE_TARGETS: '127.0.0.1',
  }
  const launch = async (name: string, entry: string) => {
    const nodeFlags = ['--max-old-space-size=512']
    const onLine = (line: string) => void lines.push(`${name} ${line}`)
    const start = () => startService({ name, entry, nodeFlags, env, onLine })
    const part = await supervise({ name, start }, around)
    stack.defer(() => part.kill())
  }
  await launch('scheduler', join(services, 'scheduler/src/main.ts'))
  const entry = join(import.meta.dirname, 'hostile-publisher.fixture.ts')
  for (let number = 1; number <= publishers; number++) await launch(`publisher-${number}`, entry)
  const owned = stack.move()
  return { pool, fakes, deaths, lines, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

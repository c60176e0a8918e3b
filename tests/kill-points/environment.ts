import { join } from 'node:path'
import { jetstreamManager } from '@nats-io/jetstream'
import { connectBus, streamName } from '@pressrun/bus'
import { openDatabase } from '@pressrun/db'
import { startFakePlatforms, type FakePlatforms } from '@pressrun/fake-platforms'
import type pg from 'pg'
import { createDatabase, startTestNats, temporaryDirectory } from '../support/index.ts'
import { startService, type Hear, type ServiceProcess } from './service-process.ts'

/** A publisher's environment: servers, one scheduler, and fake platforms. */
export type TestEnvironment = AsyncDisposable & {
  readonly pool: pg.Pool
  readonly fakes: FakePlatforms
  readonly dataDir: string
  readonly scheduler: ServiceProcess
  /** A publisher that stops each of these tasks at its point. */
  startPublisher(points: Record<string, string>, hear: Hear): Promise<ServiceProcess>
  /** Jobs that no publisher has acknowledged. */
  jobsOpen(): Promise<number>
}

const services = join(import.meta.dirname, '../../services')
export const environmentKey = 'a long key for tests'

export async function openEnvironment(): Promise<TestEnvironment> {
  await using stack = new AsyncDisposableStack()
  const directory = stack.use(temporaryDirectory())
  const [nats, { url }, fakes] = await Promise.all([
    startTestNats().then((nats) => stack.use(nats)),
    createDatabase().then((database) => stack.use(database)),
    startFakePlatforms().then((fakes) => stack.use(fakes)),
  ])
  stack.defer(() => fakes.faults.clear())
  const { pool } = stack.use(openDatabase({ url, connectionsMax: 4 }))
  const bus = await connectBus({ url: nats.url, name: 'test' })
  stack.defer(() => bus.close())
  const env = {
    DATABASE_URL: url,
    NATS_URL: nats.url,
    PRESSRUN_DATA_DIR: directory.path,
    PRESSRUN_SECRET_KEY: environmentKey,
    PRESSRUN_PRIVATE_TARGETS: '127.0.0.1',
  }
  const scheduler = stack.use(await startService(join(services, 'scheduler/src/main.ts'), env))
  const owned = stack.move()
  return {
    pool,
    fakes,
    dataDir: directory.path,
    scheduler,
    async startPublisher(points, hear) {
      const entry = join(import.meta.dirname, 'mortal-publisher.fixture.ts')
      const mortal = { ...env, MORTAL_TASKS: JSON.stringify(points) }
      return owned.use(await startService(entry, mortal, hear))
    },
    async jobsOpen() {
      const manager = await jetstreamManager(bus)
      const info = await manager.consumers.info(streamName, 'publisher')
      return info.num_ack_pending + info.num_pending
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

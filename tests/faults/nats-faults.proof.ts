import assert from 'node:assert/strict'
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, suite, test, type TestContext } from 'node:test'
import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import { connectBus } from '@pressrun/bus'
import { freePort, startNats, type RunningNats } from '@pressrun/cli'
import { eventually, streamIsWhole, temporaryDirectory } from '../support/index.ts'
import { required } from '../support/required.ts'
import { openFaultEnvironment, type FaultEnvironment } from './fault-environment.ts'

/** A call that waits for NATS would wait for as long as its fault lasts. */
const quicklyMs = 5_000
const storeMaxBytes = 8_000_000

suite('faults of NATS change nothing for callers, and are over when they end', () => {
  const stack = new AsyncDisposableStack()
  let nats: RunningNats
  let start: (store: string) => Promise<RunningNats>
  let directory: string
  let environment: FaultEnvironment
  before(async () => {
    directory = stack.use(temporaryDirectory()).path
    const port = await freePort()
    const binary = required('PRESSRUN_TEST_NATS_BINARY')
    start = (store) =>
      startNats({ binary, dataDir: join(directory, store), port, fileStoreMaxBytes: storeMaxBytes })
    nats = await start('first')
    stack.defer(() => nats.stop())
    environment = stack.use(await openFaultEnvironment({ NATS_URL: nats.url }))
  })
  after(() => stack.disposeAsync())

  type Fault = {
    readonly name: string
    /** How `/healthz` describes it. */
    readonly says: RegExp
    readonly begin: () => Promise<unknown>
    readonly end: () => Promise<unknown>
  }
  const lasts = async (context: TestContext, { name, says, begin, end }: Fault) => {
    const { health, measures, desk, accountIds } = environment
    const pids = services.map(environment.instance.pidOf)
    await begin()
    const runIds: string[] = []
    try {
      runIds.push(await quickly(() => desk.publish(accountIds)))
      const isReported = async () =>
        says.test((await health('gateway', '/healthz')).body['nats'] ?? '')
      await eventually(isReported, { within: 30_000, what: `/healthz says ${says}` })
      assert.equal((await health('gateway', '/health/ready')).status, 200)
      await measures('gateway', `pressrun_nats_fault ${name}`)
      for (const service of ['scheduler', 'publisher', 'analytics']) {
        const { status, body } = await health(service, '/health/ready')
        assert.equal(status, 503, service)
        assert.match(body.checks?.['nats'] ?? '', /^NATS at 127\.0\.0\.1:\d+ /)
        assert.ok(!JSON.stringify(body).includes(passwordOf(nats)))
      }
      runIds.push(await quickly(() => desk.publish(accountIds)))
    } finally {
      await end()
    }
    await environment.postedOnce(context, runIds, Date.now())
    await eventually(async () => (await health('gateway', '/healthz')).body['nats'] === 'up', {
      within: 30_000,
      what: '/healthz says that it is over',
    })
    assert.deepEqual(services.map(environment.instance.pidOf), pids, 'no service is started again')
  }

  /** Changes the configuration and has it read again; returns the former values. */
  const reload = (changes: Record<string, unknown>): Record<string, unknown> => {
    const file = join(directory, 'first', 'nats.conf')
    const before = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
    writeFileSync(file, JSON.stringify({ ...before, ...changes }))
    process.kill(nats.pid, 'SIGHUP')
    return before
  }

  test('it refuses the password', async (context) => {
    let good: Record<string, unknown> = {}
    await lasts(context, {
      name: 'refused',
      says: /refuses the credentials of NATS_URL/,
      begin: async () => {
        good = reload({ authorization: { user: 'pressrun', password: 'another' } })
        await eventually(() => connectBus({ url: nats.url, name: 'test' }).then(closed, () => true))
      },
      end: async () => {
        const since = Date.now()
        await eventually(() => Date.now() - since > 3_000)
        reload(good)
      },
    })
  })

  test('it hangs', async (context) => {
    await lasts(context, {
      name: 'hung',
      says: /is connected and does not answer|cannot be reached/,
      begin: async () => process.kill(nats.pid, 'SIGSTOP'),
      end: async () => process.kill(nats.pid, 'SIGCONT'),
    })
  })

  test('its max_payload is lowered below an event', async (context) => {
    let good: Record<string, unknown> = {}
    await lasts(context, {
      name: 'payload-too-large',
      says: /has a max_payload below the size of an event/,
      begin: async () => {
        good = reload({ max_payload: 300 })
      },
      end: async () => reload(good),
    })
  })

  test('its JetStream is full', async (context) => {
    const bus = await connectBus({ url: nats.url, name: 'test' })
    try {
      const manager = await jetstreamManager(bus)
      await lasts(context, {
        name: 'out-of-space',
        says: /has no room for more messages/,
        begin: async () => {
          await manager.streams.add({ name: 'OTHER', subjects: ['other'] })
          const fill = async (bytes: number) => {
            for (;;) await jetstream(bus).publish('other', 'x'.repeat(bytes))
          }
          for (const bytes of [100_000, 1_000, 1]) await assert.rejects(fill(bytes))
        },
        end: () => manager.streams.delete('OTHER'),
      })
    } finally {
      await bus.close()
    }
  })

  test('it is replaced by an empty one at its address', async (context) => {
    await lasts(context, {
      name: 'away',
      says: /cannot be reached/,
      begin: () => nats.kill(),
      end: async () => {
        mkdirSync(join(directory, 'second'))
        const [from, to] = ['first', 'second'].map((store) => join(directory, store, 'password'))
        copyFileSync(from ?? '', to ?? '')
        nats = await start('second')
      },
    })
    await eventually(() => streamIsWhole(environment.instance), {
      what: 'the stream is the whole log',
    })
  })
})

const services = ['gateway', 'scheduler', 'publisher', 'analytics']

const passwordOf = ({ url }: RunningNats) => new URL(url).password

const closed = async (connection: AsyncDisposable | { close(): Promise<void> }) => {
  if ('close' in connection) await connection.close()
  return false as const
}

async function quickly<T>(call: () => Promise<T>): Promise<T> {
  const since = performance.now()
  const result = await call()
  const took = performance.now() - since
  assert.ok(took < quicklyMs, `it took ${took} ms`)
  return result
}

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before } from 'node:test'
import { deskOf, startInstance, type Desk, type Instance } from '../support/index.ts'
import type { RealServer, RunningServer } from './servers/real-server.ts'

/** A real server, and a Pressrun that may call it. */
export type RealEnvironment = {
  readonly server: RealServer
  readonly running: RunningServer
  readonly instance: Instance
  readonly desk: Desk
  /** Connects an account at this origin of the server; returns its id. */
  connect(name: string, origin: string, settings?: object): Promise<string>
  /** A loopback address that is not used otherwise. */
  nextHost(): string
}

/** Loopback addresses, each of them a host of its own to the publisher. */
const ownAddresses = '127.0.0.0/8'

/** One for all tests of a suite. Call it in the suite, and its result inside the tests. */
export function realEnvironment(server: RealServer, installed: string): () => RealEnvironment {
  const stack = new AsyncDisposableStack()
  let environment: RealEnvironment | undefined
  before(async () => {
    const directory = await mkdtemp(join(tmpdir(), 'pressrun-real-'))
    stack.defer(() => rm(directory, { recursive: true, force: true }))
    const [running, instance] = await Promise.all([
      server.start(installed, directory).then((running) => stack.use(running)),
      startInstance({ env: { PRESSRUN_PRIVATE_TARGETS: ownAddresses } }).then((instance) =>
        stack.use(instance),
      ),
    ])
    let hosts = 1
    environment = {
      server,
      running,
      instance,
      desk: deskOf(instance),
      async connect(name, origin, more = {}) {
        const { settings, credentials } = running.account(origin)
        const account = { platform: server.platform, name, credentials }
        const order = { ...account, settings: { ...settings, ...more } }
        const { status, body } = await instance.api('POST', '/accounts', order)
        if (status !== 201) throw new Error(`no account: ${JSON.stringify(body)}`)
        return body.id
      },
      nextHost: () => `127.0.0.${(hosts += 1)}`,
    }
  })
  after(() => stack.disposeAsync())
  return () => {
    if (!environment) throw new Error('the stage is there inside of tests only')
    return environment
  }
}

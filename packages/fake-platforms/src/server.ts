import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { Accounts, type NamedAccount } from './accounts.ts'
import { createAnswer } from './answer.ts'
import { createApp } from './app.ts'
import { controlRoutes } from './control/routes.ts'
import { Faults } from './faults.ts'
import { Later } from './later.ts'
import { Ledger } from './ledger.ts'
import type { FakeAccount } from './platform-fake.ts'

export type FakePlatformsOptions = {
  readonly port?: number
  readonly now?: () => number
  readonly lateCommitMs?: number
  readonly stallMs?: number
  /** Latency of a request on its way here, and of its response on its way back; none when absent. */
  readonly latencyMs?: () => number
}

export type FakePlatforms = AsyncDisposable & {
  /** `http://127.0.0.1:<port>`; a platform lives below `<url>/<platform>`. */
  readonly url: string
  readonly ledger: Ledger
  readonly faults: Faults
  /** Settings and credentials for `POST /accounts`; any name is an account. */
  account(platform: string, name: string): FakeAccount
  /** One account of each platform. */
  examples(): NamedAccount[]
  /** Resolves when all late commits have happened and all stalled answers are out. */
  settled(): Promise<void>
  /** Makes them happen now: for tests that decide when. */
  settle(): Promise<void>
  /** The server does not listen until the result is disposed of: a true ECONNREFUSED. */
  refuseConnections(): Promise<AsyncDisposable>
}

const host = '127.0.0.1'

export async function startFakePlatforms(
  options: FakePlatformsOptions = {},
): Promise<FakePlatforms> {
  const { port = 0, now = Date.now, lateCommitMs = 2_000, stallMs = 90_000, latencyMs } = options
  const [ledger, faults, later] = [new Ledger(), new Faults(), new Later()]
  const answer = createAnswer({ faults, later, lateCommitMs, stallMs, latencyMs })
  const app = createApp({ now, ledger, answer }, faults)
  let url = ''
  const accounts = new Accounts(() => url)
  controlRoutes(app, { ledger, faults, accounts })
  url = await app.listen({ host, port })
  return {
    url,
    ledger,
    faults,
    account: (platform, name) => accounts.open(platform, name),
    examples: () => accounts.examples(),
    settled: () => later.settled(),
    settle: () => later.settle(),
    refuseConnections: () => refuseConnections(app),
    async [Symbol.asyncDispose]() {
      later.end()
      await app.close()
    },
  }
}

async function refuseConnections({ server }: FastifyInstance): Promise<AsyncDisposable> {
  const { port } = server.address() as AddressInfo
  server.close()
  return {
    async [Symbol.asyncDispose]() {
      server.listen({ host, port })
      await once(server, 'listening')
    },
  }
}

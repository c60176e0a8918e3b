import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import fastify, { type FastifyInstance } from 'fastify'
import { createAnswer } from './answer.ts'
import { Faults } from './faults.ts'
import { Later } from './later.ts'
import { Ledger } from './ledger.ts'
import type { FakeAccount, World } from './platform-fake.ts'
import { platformFakes } from './platforms/index.ts'

export type FakePlatformsOptions = {
  port?: number
  now?: () => number
  lateCommitMs?: number
  stallMs?: number
}

export type FakePlatforms = AsyncDisposable & {
  /** `http://127.0.0.1:<port>`; a platform lives below `<url>/<platform>`. */
  readonly url: string
  readonly ledger: Ledger
  readonly faults: Faults
  /** Settings and credentials for `POST /accounts`; any name is an account. */
  account(platform: string, name: string): FakeAccount
  /** Resolves when all late commits have happened and all stalled answers are out. */
  settled(): Promise<void>
  /** Nobody listens until what it returns is disposed of: a true ECONNREFUSED. */
  refuseConnections(): Promise<AsyncDisposable>
}

const host = '127.0.0.1'
const bodyBytesMax = 20_000_000

export async function startFakePlatforms(
  options: FakePlatformsOptions = {},
): Promise<FakePlatforms> {
  const { port = 0, now = Date.now, lateCommitMs = 2_000, stallMs = 90_000 } = options
  const [ledger, faults, later] = [new Ledger(), new Faults(), new Later()]
  const answer = createAnswer({ faults, later, lateCommitMs, stallMs })
  const app = createApp({ now, ledger, answer }, faults)
  const url = await app.listen({ host, port })
  return {
    url,
    ledger,
    faults,
    account: (platform, name) => findFake(platform).account(`${url}/${platform}`, name),
    settled: () => later.settled(),
    refuseConnections: () => refuseConnections(app),
    async [Symbol.asyncDispose]() {
      later.end()
      await app.close()
    },
  }
}

function findFake(platform: string) {
  const fake = platformFakes.find((fake) => fake.platform === platform)
  if (fake === undefined) throw new Error(`there is no fake of ${platform}`)
  return fake
}

/** A connection serves one request: a refusal is about connections, and must not be missed. */
function createApp(world: World, faults: Faults): FastifyInstance {
  const app = fastify({
    forceCloseConnections: true,
    maxRequestsPerSocket: 1,
    bodyLimit: bodyBytesMax,
  })
  app.server.prependListener('connection', (socket) => {
    if (faults.refusesConnection()) socket.resetAndDestroy()
  })
  parseBodies(app)
  for (const fake of platformFakes)
    app.register(async (scope) => fake.routes(scope, world), { prefix: `/${fake.platform}` })
  return app
}

/** Forms become objects of strings; what is neither JSON nor a form stays bytes. */
function parseBodies(app: FastifyInstance): void {
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  )
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
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

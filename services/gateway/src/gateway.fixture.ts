import {
  requestFolderCheck,
  requestRebuild,
  requestVerification,
  type FolderResponse,
  type VerifyResponse,
} from '@pressrun/bus'
import { openQueryDatabase } from '@pressrun/queries'
import { commandHandler, databaseNeeds, newIds, type Handle } from '@pressrun/db'
import { ensureAdminKey, secretKeys } from '@pressrun/vault'
import { createRenderer } from '@pressrun/platforms'
import { createHealth, createLogger, createMetrics, requireDatabase } from '@pressrun/runtime'
import { createDatabase, temporaryDirectory } from '@pressrun/tests'
import type { App } from './http/app.ts'
import type { BusInReach } from './bus/bus-in-reach.ts'
import { deadLettersOn } from './dead-letters/dead-letters-on.ts'
import type { Gateway } from './gateway.ts'
import { openLive } from './live/live.ts'
import { openRetryWorker } from './retry-batches/retry-worker.ts'
import { checkingResponses } from './responses.fixture.ts'
import { natsHealth, noteHealth } from './health/note-health.ts'
import { gatewayApp } from './http/gateway-app.ts'

type Answer = {
  readonly status: number
  readonly headers: Record<string, unknown>
  // Tests read responses of any shape.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any
}

export type TestGateway = AsyncDisposable & {
  readonly app: App
  readonly gateway: Gateway
  readonly databaseUrl: string
  readonly handle: Handle
  /** Calls under /api/v1 with the admin key, without a socket. */
  readonly call: (
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<Answer>
  /** Connects an account of platform `feed`; returns its id. */
  readonly connect: (name?: string, more?: object) => Promise<string>
  /** What was logged, line by line. */
  readonly logged: string[]
}

export const adminKey = 'prk_test'

const noBus: BusInReach = {
  connected: new Promise(() => {}),
  check: () => Promise.reject(new Error('not connected yet')),
  fault: () => Promise.resolve('away'),
  current: () => {
    throw new Error('not connected yet')
  },
  [Symbol.asyncDispose]: () => Promise.resolve(),
}

/** The whole gateway on a database of its own, every response checked against its schema. */
export async function startGateway(
  options: {
    readonly bus?: BusInReach
    /** Stands for a publisher that asks an account's platform. */
    readonly verify?: (accountId: string) => Promise<VerifyResponse>
    /** Stands for a publisher that checks its disk. */
    readonly checkFolder?: (location: string) => Promise<FolderResponse>
  } = {},
): Promise<TestGateway> {
  const stack = new AsyncDisposableStack()
  const { url } = stack.use(await createDatabase())
  const directory = stack.use(temporaryDirectory())
  const newId = newIds()
  await ensureAdminKey(url, adminKey, newId)
  const database = stack.use(openQueryDatabase({ url }))
  const logged: string[] = []
  const destination = { write: (line: string) => void logged.push(line) }
  const log = createLogger({ service: 'gateway', level: 'info', destination })
  const health = createHealth({ service: 'gateway', version: '0.0.0', cacheMs: 0 })
  const metrics = createMetrics('gateway')
  await requireDatabase({ health, metrics }, databaseNeeds(database.pool))
  const bus = options.bus ?? noBus
  noteHealth(health, database, bus)
  health.note('disk', () => Promise.resolve())
  const live = stack.use(openLive({ database, bus, now: Date.now, log }))
  const handle = commandHandler({ pool: database.pool, now: Date.now })
  const gateway: Gateway = {
    database,
    handle,
    newId,
    render: stack.use(createRenderer()).render,
    live,
    retries: stack.use(openRetryWorker({ database, now: Date.now, log })),
    health,
    log,
    now: Date.now,
    nats: natsHealth(health, bus.check),
    requestRebuild: async (view) => requestRebuild(bus.current(), view),
    requestVerification: options.verify ?? (async (id) => requestVerification(bus.current(), id)),
    requestFolderCheck:
      options.checkFolder ?? (async (location) => requestFolderCheck(bus.current(), location)),
    secretKeys: secretKeys('a long key for tests'),
    deadLetters: deadLettersOn(bus),
    installation: {
      dataDir: directory.path,
      privateTargets: ['127.0.0.1'],
    },
    metrics,
  }
  const app = gatewayApp(gateway)
  checkingResponses(app)
  stack.defer(() => app.close())
  await app.ready()

  const call: TestGateway['call'] = async (method, path, body, headers = {}) => {
    const answer = await app.inject({
      method,
      url: `/api/v1${path}`,
      headers: {
        authorization: `Bearer ${adminKey}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = answer.body
    const isJson = String(answer.headers['content-type']).includes('json')
    return {
      status: answer.statusCode,
      headers: answer.headers,
      body: isJson && text !== '' ? JSON.parse(text) : text,
    }
  }
  let accounts = 0
  const connect = async (name = `account ${++accounts}`, more: object = {}) => {
    const settings = { directory: `feeds/${name}`, title: name }
    const { status, body } = await call('POST', '/accounts', {
      platform: 'feed',
      name,
      settings,
      ...more,
    })
    if (status !== 201) throw new Error(JSON.stringify(body))
    return body.id as string
  }
  return {
    app,
    gateway,
    handle,
    call,
    connect,
    logged,
    databaseUrl: url,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

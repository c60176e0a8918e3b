import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import { startNats, type RunningNats } from '@pressrun/cli'
import { contradiction, type EventType } from '@pressrun/events'
import { temporaryDirectory } from '../../../tests/support/index.ts'
import { connectBus, type NatsConnection } from './connect.ts'
import type { LogEntry, LogSession } from './relay/log-source.ts'
import type { RelayObserver } from './relay/relay.ts'
import { streamName } from './topology.ts'

export type TestBus = AsyncDisposable & {
  readonly connection: NatsConnection
  /** Another process, so to speak. */
  readonly connect: () => Promise<NatsConnection>
  /** SIGKILL; it does not come back until `restart`, which gives it its port and its store again. */
  readonly crash: () => Promise<void>
  readonly restart: () => Promise<void>
  /** SIGSTOP: it keeps its connections and says nothing, until `thaw`. */
  readonly freeze: () => void
  readonly thaw: () => void
  /** Changes fields of the server's configuration and has it read again. */
  readonly reload: (changes: object) => Promise<void>
  readonly configuration: () => { readonly authorization: { readonly password: string } }
}

/** A nats-server of the test's own that can be killed and come back. */
export async function openTestBus(store: { fileStoreMaxBytes?: number } = {}): Promise<TestBus> {
  const opened = new AsyncDisposableStack()
  const directory = opened.use(temporaryDirectory())
  const binary = process.env['PRESSRUN_TEST_NATS_BINARY'] ?? ''
  let reloaded = Promise.withResolvers<void>()
  const log = (line: string) => {
    if (line.includes('Reloaded server configuration')) reloaded.resolve()
  }
  let nats: RunningNats = await startNats({ binary, dataDir: directory.path, log, ...store })
  opened.defer(() => nats.stop())
  const signal = (name: NodeJS.Signals) => () => void process.kill(nats.pid, name)
  const connect = async () => {
    const connection = await connectBus({ url: nats.url, name: 'test' })
    opened.defer(() => connection.close())
    return connection
  }
  const file = join(directory.path, 'nats.conf')
  const configuration = () => JSON.parse(readFileSync(file, 'utf8'))
  return {
    connection: await connect(),
    connect,
    crash: () => nats.kill(),
    freeze: signal('SIGSTOP'),
    thaw: signal('SIGCONT'),
    restart: async () => {
      nats = await startNats({ binary, dataDir: directory.path, port: nats.port })
    },
    configuration,
    reload: async (changes) => {
      writeFileSync(file, JSON.stringify({ ...configuration(), ...changes }))
      reloaded = Promise.withResolvers()
      process.kill(nats.pid, 'SIGHUP')
      await reloaded.promise
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

export function entryAt(position: number, type: EventType = 'RunPaused', data = '{}'): LogEntry {
  return {
    position,
    id: `event_${String(position).padStart(26, '0')}`,
    streamId: 'run_01h455vb4pex5vsknk084sn02q',
    version: position,
    type,
    schemaVersion: 1,
    data,
    meta: '{"projectId":"project_00000000000000000000000000","actor":"test"}',
    recordedAt: '2026-03-29T09:00:00.000Z',
  }
}

export type TestLog = LogSession & {
  readonly entries: LogEntry[]
  /** Raised when a restore is accepted. */
  epoch: number
  /** Appends so many entries and tells whoever waits. */
  readonly append: (count: number, type?: EventType, data?: string) => void
}

/** A log in memory, as the relay sees the one in Postgres. */
export function testLog(count = 0): TestLog {
  const entries: LogEntry[] = []
  let grew = Promise.withResolvers<boolean>()
  const append: TestLog['append'] = (more, type, data) => {
    for (let i = 0; i < more; i++) entries.push(entryAt(entries.length + 1, type, data))
    grew.resolve(true)
  }
  append(count)
  const log: TestLog = {
    entries,
    epoch: 1,
    append,
    read: async (after, limit) => entries.slice(after, after + limit),
    head: async () => entries.length,
    check: async (stream) => {
      const { epoch } = log
      const idThere = entries[stream.position - 1]?.id
      return {
        epoch,
        restored: contradiction(stream, { epoch, head: entries.length, idThere }) ?? null,
      }
    },
    grown: async (maxWaitMs, signal) => {
      const ended = AbortSignal.any([signal, AbortSignal.timeout(maxWaitMs)])
      const quiet = Promise.withResolvers<boolean>()
      ended.addEventListener('abort', () => quiet.resolve(false), { once: true })
      if (ended.aborted) return false
      const told = await Promise.race([grew.promise, quiet.promise])
      if (told) grew = Promise.withResolvers()
      return told
    },
    [Symbol.asyncDispose]: async () => {},
  }
  return log
}

export const quietObserver: RelayObserver = {
  found: () => {},
  relayed: () => {},
  refilling: () => {},
  drifted: () => {},
}

/** The event ids that the stream holds, from its first message to its last. */
export async function idsInStream(connection: NatsConnection): Promise<string[]> {
  const manager = await jetstreamManager(connection, { checkAPI: false })
  const { state } = await manager.streams.info(streamName)
  if (state.messages === 0) return []
  const consumer = await jetstream(connection).consumers.get(streamName)
  const ids: string[] = []
  for await (const message of await consumer.consume({ max_messages: 1_000 })) {
    ids.push(message.headers?.get('Nats-Msg-Id') ?? '')
    if (ids.length === state.messages) break
  }
  return ids
}

export const idsOf = (log: TestLog) => log.entries.map((entry) => entry.id)

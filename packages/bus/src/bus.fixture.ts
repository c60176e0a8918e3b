import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import { startNats, type RunningNats } from '@pressrun/cli'
import { contradiction, eventsOf, subjectOf, type Chunk, type EventType } from '@pressrun/events'
import { temporaryDirectory } from '@pressrun/tests'
import { connectBus, type NatsConnection } from './connect.ts'
import { payloadOf } from './message.ts'
import type { LogSession } from './relay/log-source.ts'
import type { RelayObserver } from './relay/relay.ts'
import { streamName } from './topology.ts'

export type TestBus = AsyncDisposable & {
  readonly connection: NatsConnection
  /** Stands for another process. */
  readonly connect: () => Promise<NatsConnection>
  /** SIGKILL; it stays down until `restart`, which gives it its port and its store again. */
  readonly crash: () => Promise<void>
  readonly restart: () => Promise<void>
  /** SIGSTOP: it keeps its connections and sends nothing, until `thaw`. */
  readonly freeze: () => void
  readonly thaw: () => void
  /** Changes fields of the server's configuration and reloads it. */
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

/** A row with so many events, the first of them at that position. */
export function chunkAt(
  seq: number,
  type: EventType = 'RunPaused',
  data = '{}',
  { first = seq, events = 1 } = {},
): Chunk {
  const list = Array.from(
    { length: events },
    (_, i) => `{"stream":"run_01h455vb4pex5vsknk084sn02q","version":${first + i},"data":${data}}`,
  )
  return {
    seq,
    first,
    last: first + events - 1,
    subject: subjectOf(type, 'feed'),
    schemaVersion: 1,
    meta: '{"projectId":"project_00000000000000000000000000","actor":"test"}',
    at: '2026-03-29T09:00:00.000Z',
    data: `[${list.join(',')}]`,
  }
}

export type TestLog = LogSession & {
  readonly rows: Chunk[]
  /** Raised when a restore is accepted. */
  epoch: number
  /** Appends so many rows of one event each, and wakes waiting readers. */
  readonly append: (count: number, type?: EventType, data?: string) => void
  /** Appends a row of so many events. */
  readonly appendList: (events: number, type?: EventType, data?: string) => void
}

/** A log in memory, as the relay sees the one in Postgres. */
export function testLog(count = 0): TestLog {
  const rows: Chunk[] = []
  let grew = Promise.withResolvers<boolean>()
  const appendList: TestLog['appendList'] = (events, type, data) => {
    const first = (rows.at(-1)?.last ?? 0) + 1
    rows.push(chunkAt(rows.length + 1, type, data, { first, events }))
    grew.resolve(true)
  }
  const append: TestLog['append'] = (more, type, data) => {
    for (let i = 0; i < more; i++) appendList(1, type, data)
  }
  append(count)
  const log: TestLog = {
    rows,
    epoch: 1,
    append,
    appendList,
    read: async (after, limit) => rows.slice(after, after + limit),
    head: async () => ({ seq: rows.length, position: rows.at(-1)?.last ?? 0 }),
    check: async (stream) => {
      const { epoch } = log
      const there = rows.flatMap(eventsOf).find(({ position }) => position === stream.position)
      const known = { epoch, head: rows.at(-1)?.last ?? 0, idThere: there?.id }
      return { epoch, restored: contradiction(stream, known) ?? null }
    },
    grown: async (maxWaitMs, signal) => {
      const ended = AbortSignal.any([signal, AbortSignal.timeout(maxWaitMs)])
      const quiet = Promise.withResolvers<boolean>()
      ended.addEventListener('abort', () => quiet.resolve(false), { once: true })
      if (ended.aborted) return false
      const grown = await Promise.race([grew.promise, quiet.promise])
      if (grown) grew = Promise.withResolvers()
      return grown
    },
    [Symbol.asyncDispose]: async () => {},
  }
  return log
}

export const quietObserver: RelayObserver = {
  found: () => {},
  relayed: () => {},
  refilling: () => {},
  replacing: () => {},
  drifted: () => {},
}

/** The messages that the stream holds, from its first to its last. */
export async function textsInStream(connection: NatsConnection): Promise<string[]> {
  const manager = await jetstreamManager(connection, { checkAPI: false })
  const { state } = await manager.streams.info(streamName)
  if (state.messages === 0) return []
  const consumer = await jetstream(connection).consumers.get(streamName)
  const texts: string[] = []
  for await (const message of await consumer.consume({ max_messages: 1_000 })) {
    texts.push(`${message.subject} ${message.string()}`)
    if (texts.length === state.messages) break
  }
  return texts
}

export const textsOf = (log: TestLog) => log.rows.map((row) => `${row.subject} ${payloadOf(row)}`)

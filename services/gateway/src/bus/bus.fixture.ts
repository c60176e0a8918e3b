import { connectBus, Relay, type NatsConnection } from '@pressrun/bus'
import type { Chunk } from '@pressrun/events'
import { startTestNats } from '@pressrun/tests'
import type { BusInReach } from './bus-in-reach.ts'

export type TestBus = AsyncDisposable & {
  readonly connection: NatsConnection
  /** As the gateway has it. */
  readonly inReach: BusInReach
  /** Copies a log of so many events to the stream, whatever the database holds. */
  readonly relay: (events: number) => Promise<void>
}

/** A NATS of the test's own. */
export async function openBus(): Promise<TestBus> {
  const stack = new AsyncDisposableStack()
  const nats = stack.use(await startTestNats())
  const connection = await connectBus({ url: nats.url, name: 'test' })
  stack.defer(() => connection.close())
  return {
    connection,
    inReach: {
      connected: Promise.resolve(connection),
      check: () => Promise.resolve(),
      fault: () => Promise.resolve(undefined),
      current: () => connection,
      [Symbol.asyncDispose]: () => Promise.resolve(),
    },
    relay: (events) => relayAll(connection, events),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

async function relayAll(connection: NatsConnection, events: number): Promise<void> {
  const rows = Array.from({ length: events }, (_, index) => rowAt(index + 1))
  const source = {
    read: async (after: number) => rows.slice(after),
    head: async () => ({ seq: events, position: events }),
    check: async () => ({ epoch: 1, restored: null }),
  }
  const observer = { found() {}, relayed() {}, refilling() {}, replacing() {}, drifted() {} }
  await new Relay({ connection, source, observer }).drain(new AbortController().signal)
}

const rowAt = (seq: number): Chunk => ({
  seq,
  first: seq,
  last: seq,
  subject: 'pressrun.events.run.RunPaused',
  schemaVersion: 1,
  meta: '{"projectId":"project_00000000000000000000000000","actor":"test"}',
  at: '2026-03-29T09:00:00.000Z',
  data: `[{"stream":"run_01h455vb4pex5vsknk084sn02q","version":${seq},"data":{}}]`,
})

import { connectBus, type NatsConnection } from '@pressrun/bus'
import { pause, type Logger } from '@pressrun/runtime'

/** NATS as the gateway sees it: it comes when it comes, and no call waits for it. */
export type BusInReach = AsyncDisposable & {
  /** Resolves with the first connection (which from then on mends itself), or never. */
  readonly connected: Promise<NatsConnection>
  /** `up`, or why not. */
  readonly state: () => string
  /** The connection, if there has been one yet; throws otherwise. */
  readonly current: () => NatsConnection
}

const retryMs = 1_000

export function busInReach(options: {
  readonly url: string
  readonly log: Logger
  readonly signal: AbortSignal
}): BusInReach {
  const { promise, resolve } = Promise.withResolvers<NatsConnection>()
  let state = 'not connected yet'
  let connection: NatsConnection | undefined
  const watch = async (bus: NatsConnection) => {
    state = 'up'
    for await (const status of bus.status()) {
      if (status.type === 'disconnect') state = 'disconnected'
      if (status.type === 'reconnect') state = 'up'
    }
  }
  const connecting = untilConnected(options).then((bus) => {
    if (!bus) return
    connection = bus
    void watch(bus)
    resolve(bus)
  })
  return {
    connected: promise,
    state: () => state,
    current: () => {
      if (!connection) throw new Error(`NATS: ${state}`)
      return connection
    },
    async [Symbol.asyncDispose]() {
      await connecting
      await connection?.close()
    },
  }
}

async function untilConnected(options: {
  readonly url: string
  readonly log: Logger
  readonly signal: AbortSignal
}): Promise<NatsConnection | undefined> {
  const { url, log, signal } = options
  for (let failures = 0; !signal.aborted; failures++) {
    try {
      return await connectBus({ url, name: 'gateway' })
    } catch (cause) {
      if (failures === 0) log.warn({ err: cause }, 'NATS is not there yet; live updates wait')
      await pause(retryMs, signal)
    }
  }
  return undefined
}

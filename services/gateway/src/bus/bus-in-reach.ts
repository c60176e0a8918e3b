import {
  connectBus,
  natsFaultOf,
  watchNats,
  type NatsConnection,
  type NatsFaultName,
  type NatsWatch,
  type WatchOptions,
} from '@pressrun/bus'
import { pause, type Logger } from '@pressrun/runtime'

/** NATS as the gateway sees it: it may connect at any time, and no call waits for it. */
export type BusInReach = AsyncDisposable & {
  /** Resolves with the first connection (which reconnects by itself from then on), or never. */
  readonly connected: Promise<NatsConnection>
  /** Rejects with the reason while NATS does not work. */
  readonly check: () => Promise<void>
  readonly fault: () => Promise<NatsFaultName | undefined>
  /** The connection, if there has been one yet; throws otherwise. */
  readonly current: () => NatsConnection
}

const retryMs = 1_000

export function busInReach(options: {
  readonly url: string
  readonly log: Logger
  readonly signal: AbortSignal
  readonly lacks?: WatchOptions['lacks']
}): BusInReach {
  const { promise, resolve } = Promise.withResolvers<NatsConnection>()
  let failure: unknown = new Error('NATS is not connected yet')
  let connection: NatsConnection | undefined
  let watch: NatsWatch | undefined
  const failed = (cause: unknown) => {
    failure = cause
  }
  const connecting = untilConnected({ ...options, failed }).then((bus) => {
    if (!bus) return
    connection = bus
    watch = watchNats(bus, options.lacks ? { lacks: options.lacks } : {})
    resolve(bus)
  })
  return {
    connected: promise,
    check: async () => {
      if (!watch) throw failure
      await watch.check()
    },
    fault: async () => (watch ? watch.fault() : (natsFaultOf(failure) ?? 'away')),
    current: () => {
      if (!connection) throw failure
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
  readonly failed: (cause: unknown) => void
}): Promise<NatsConnection | undefined> {
  const { url, log, signal, failed } = options
  for (let failures = 0; !signal.aborted; failures++) {
    try {
      return await connectBus({ url, name: 'gateway' })
    } catch (cause) {
      failed(cause)
      if (failures === 0) log.warn({ err: cause }, 'NATS is not there yet; live updates wait')
      await pause(retryMs, signal)
    }
  }
  return undefined
}

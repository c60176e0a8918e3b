import { openRelay, type ServiceContext } from '@pressrun/service'
import type { BusInReach } from './bus-in-reach.ts'

/** Takes part in the relay from the moment NATS is in reach until the process ends. */
export function relayFrom(bus: BusInReach, context: ServiceContext): AsyncDisposable {
  const relay = openRelay(context)
  let relaying: Promise<void> | undefined
  void bus.connected.then((connection) => {
    if (!context.signal.aborted) relaying = relay.run(connection)
  })
  return {
    async [Symbol.asyncDispose]() {
      await relaying
      await relay[Symbol.asyncDispose]()
    },
  }
}

import { relayObserver, runRelay } from '@pressrun/bus'
import { holdLog } from '@pressrun/db'
import type { Logger, Metrics } from '@pressrun/runtime'
import type { BusInReach } from './bus-in-reach.ts'

/** Takes part in the relay from the moment NATS is in reach until the signal. */
export function relayFrom(
  bus: BusInReach,
  options: { databaseUrl: string; log: Logger; metrics: Metrics; signal: AbortSignal },
): AsyncDisposable {
  const { databaseUrl, log, metrics, signal } = options
  const observer = relayObserver(log, metrics)
  let relaying: Promise<void> | undefined
  void bus.connected.then((connection) => {
    if (signal.aborted) return
    relaying = runRelay({
      connection,
      standsBack: true,
      holdLog: (aborted, standBy) => holdLog(databaseUrl, aborted, { standBy }),
      observer,
      signal,
    })
  })
  return { [Symbol.asyncDispose]: async () => relaying }
}

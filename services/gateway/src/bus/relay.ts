import { relayObserver, runRelay } from '@pressrun/bus'
import { lockLog, keepWitnessFile, readWitnessFile } from '@pressrun/db'
import type { Logger, Metrics } from '@pressrun/runtime'
import type { BusInReach } from './bus-in-reach.ts'

/** Takes part in the relay from the moment NATS is in reach until the signal. */
export function relayFrom(
  bus: BusInReach,
  options: {
    databaseUrl: string
    dataDir: string
    log: Logger
    metrics: Metrics
    signal: AbortSignal
  },
): AsyncDisposable {
  const { databaseUrl, dataDir, log, metrics, signal } = options
  const witness = keepWitnessFile(dataDir)
  const observer = relayObserver(log, metrics, witness.saw)
  const witnesses = () => readWitnessFile(dataDir)
  let relaying: Promise<void> | undefined
  void bus.connected.then((connection) => {
    if (signal.aborted) return
    relaying = runRelay({
      connection,
      standsBack: true,
      holdLog: (aborted, standBy) =>
        lockLog(databaseUrl, aborted, { awaitRetry: standBy, witnesses }),
      observer,
      signal,
    })
  })
  return {
    async [Symbol.asyncDispose]() {
      await relaying
      await witness[Symbol.asyncDispose]()
    },
  }
}
